/** Links that set the filter: the address after # holds the query, so that a view can be sent to others. */
import { html, type Markup } from "../../markup.ts";
import { queryOf, type Wanted } from "./query.ts";

const PREFIX = "#q=";

export function queryLink(fields: Wanted, text: string): Markup {
  return html`<a href="${addressOf(queryOf(fields))}">${text}</a>`;
}

export function addressOf(query: string): string {
  return `${PREFIX}${encodeURIComponent(query)}`;
}

/** The query in an address; undefined where it has none. */
export function queryIn(address: string): string | undefined {
  if (!address.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(address.slice(PREFIX.length));
  } catch {
    return undefined;
  }
}
