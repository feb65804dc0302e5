import DOMPurify, { type Config } from 'dompurify';

const RULES = {
  USE_PROFILES: { html: true },
  // `style` would restyle the page around the document; the others ask the reader for input or load something.
  FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'dialog', 'audio', 'video', 'picture', 'map'],
  // Without names, an id clobbers nothing that the page uses: `title` or `target` are good IDs of a narrative.
  SANITIZE_DOM: false,
  FORBID_ATTR: ['name', 'style', 'srcset', 'ping', 'popover', 'popovertarget', 'autofocus', 'contenteditable'],
  // DOMPurify's own pattern with fewer schemes. It judges every attribute: `rowspan="2"` must pass.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  RETURN_DOM_FRAGMENT: true,
} satisfies Config;

/** In a shadow root a name clobbers nothing, and links inside the document may lead to one. */
const FOREIGN = { ...RULES, FORBID_ATTR: RULES.FORBID_ATTR.filter((name) => name !== 'name') } satisfies Config;

/** The server's HTML is safe already; this is the second lock: what the page inserts holds no script, handler, form or frame. */
export function sanitize(html: string, isForeign: boolean): DocumentFragment {
  return DOMPurify.sanitize(html, isForeign ? FOREIGN : RULES);
}

/** The same for a node that is on no page, in place; where the node itself may not be, what is left of its content. */
export function sanitizeNode(node: Node, isForeign: boolean): Node[] {
  const holder = document.implementation.createHTMLDocument().createElement('div');
  holder.append(node);
  DOMPurify.sanitize(holder, { ...(isForeign ? FOREIGN : RULES), RETURN_DOM_FRAGMENT: false, IN_PLACE: true });
  return [...holder.childNodes];
}
