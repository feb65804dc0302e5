import { COMMANDS, type Place, type ToPanel, VIEWS, type View } from './messages';

const MOST = 4_096;

/** What a page said, when it is something a page may say: it shows a document of others, so nothing of it is taken on trust. */
export function received(message: unknown): ToPanel | undefined {
  if (!isRecord(message)) return undefined;
  const { type, href, anchor, focus, index, line, command, hash } = message;
  switch (type) {
    case 'ready':
    case 'cancel':
      return { type };
    case 'moved': {
      const place = placeOf(message.place);
      return place && { type, place };
    }
    case 'open':
      return isText(href) ? { type, href } : undefined;
    case 'source':
      return isIndex(anchor) && typeof focus === 'boolean' ? { type, anchor, focus } : undefined;
    case 'finding':
      return isIndex(index) ? { type, index } : undefined;
    case 'scrolled':
      return isAmount(line) ? { type, line } : undefined;
    case 'command':
      return COMMANDS.some((known) => known === command) ? { type, command: command as string } : undefined;
    case 'pdf':
      return isText(hash) ? { type, hash } : undefined;
    default:
      return undefined;
  }
}

/** A place that the page keeps or tells; what is wrong in it is left out. */
export function placeOf(place: unknown): Place | undefined {
  if (!isRecord(place) || !isRecord(place.scroll)) return undefined;
  const { view, pdf, sync, findings, differencesOnly } = place;
  const scroll = Object.fromEntries(
    VIEWS.flatMap((each) => (isAmount(scrollOf(place, each)) ? [[each, scrollOf(place, each)]] : [])),
  );
  return {
    scroll,
    ...(VIEWS.includes(view as View) && { view: view as View }),
    ...(isText(pdf) && { pdf }),
    ...(typeof sync === 'boolean' && { sync }),
    ...(typeof findings === 'boolean' && { findings }),
    ...(typeof differencesOnly === 'boolean' && { differencesOnly }),
  };
}

function scrollOf({ scroll }: Record<string, unknown>, view: View): unknown {
  return (scroll as Record<string, unknown>)[view];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MOST;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
