/**
 * Runs a task after it was asked for, never twice at once, and once more when it was asked for meanwhile.
 * The result of a run is so never older than that of the run before.
 */
export class Throttle {
  readonly #task: () => Promise<void>;
  readonly #delay: number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #again = false;
  #disposed = false;

  /** `delay`: milliseconds between a request and the run that answers it. `task` must not reject. */
  constructor(task: () => Promise<void>, delay: number) {
    this.#task = task;
    this.#delay = delay;
  }

  request(delay = this.#delay): void {
    if (this.#disposed || this.#timer) return;
    if (this.#running) this.#again = true;
    else this.#timer = setTimeout(() => void this.#run(), delay);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    this.#again = false;
    await this.#task();
    this.#running = false;
    if (this.#again) this.request();
  }
}
