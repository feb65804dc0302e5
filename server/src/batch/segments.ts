/**
 * Deals the indexes 0 to `count` − 1 out to lanes: each works through a part of its own, since neighbours in a folder often need the
 * same schemas, and whoever has finished takes the last ones of the longest part that is left.
 */
export class Segments {
  private readonly parts: { next: number; end: number }[];

  constructor(count: number, lanes: number) {
    this.parts = Array.from({ length: lanes }, (_, lane) => ({
      next: Math.floor((count * lane) / lanes),
      end: Math.floor((count * (lane + 1)) / lanes),
    }));
  }

  /** The next index of a lane's own part; undefined when nothing is left of it. */
  own(lane: number): number | undefined {
    const own = this.parts[lane];
    return own && own.next < own.end ? own.next++ : undefined;
  }

  /** The next index for a lane; undefined when nothing is left. */
  next(lane: number): number | undefined {
    const own = this.own(lane);
    if (own !== undefined) return own;
    const [longest] = [...this.parts].sort((a, b) => b.end - b.next - (a.end - a.next));
    return longest && longest.next < longest.end ? --longest.end : undefined;
  }
}
