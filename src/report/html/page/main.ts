/// <reference lib="dom" />
/** The script of the page: shows its own report, then those that are dropped on it, and filters the list. */
import "./without-eval.ts";
import type { Verdict } from "../../../compare/verdict.ts";
import { html } from "../../markup.ts";
import { renderAccuracy } from "./accuracy.ts";
import { renderKills, renderProvenance } from "./details.ts";
import { renderErrors } from "./errors.ts";
import { addressOf, queryIn } from "./links.ts";
import { renderMatrix } from "./matrix.ts";
import { renderCauses, renderOverview, renderTiers, shown } from "./overview.ts";
import { parseQuery } from "./query.ts";
import { droppedReport, ownReport, type PageReport, ReadingError } from "./reading.ts";
import { listed, PAGE_SIZE, renderBody, renderItem } from "./verdict-list.ts";

const FRAME = html`<header><p class="name">smoothproof</p>
  <p class="controls"><label class="button">Open another report<input type="file" id="file" accept=".json,application/json"></label>
  <button type="button" id="save">Save as JSON</button></p>
  <p id="problem" role="alert"></p></header>
  <main id="main"></main>`;

const LIST = html`<section aria-labelledby="verdicts" id="list"><h2 id="verdicts" tabindex="-1">Verdicts</h2>
  <form id="filter" role="search"><label for="query">Filter</label>
  <input id="query" type="search" spellcheck="false" autocomplete="off" aria-describedby="found" placeholder="status:fail tier:core">
  <p id="found" role="status"></p></form>
  <details class="help"><summary>How to filter</summary><dl>
  <dt>status:fail,error</dt><dd>one of these: pass, fail, known, skip, error, notJudged</dd>
  <dt>tier:core variant:torch</dt><dd>both; further fields are dtype, backend, output, flag, id, cause and reference</dd>
  <dt>id:torch.width.*</dt><dd>an asterisk stands for any text</dd>
  <dt>gradient&gt;8 loss&lt;=1</dt><dd>errors in units</dd>
  <dt>-status:skip</dt><dd>not these</dd>
  <dt>"off-target mass"</dt><dd>this text anywhere</dd></dl></details>
  <h3>Errors</h3><div id="errors"></div>
  <h3>One by one</h3><ul id="items"></ul><p><button type="button" id="more">Show more</button></p></section>`;

let report: PageReport;
let found: readonly Verdict[] = [];
let items = 0;

function element<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

function show(shownReport: PageReport): void {
  report = shownReport;
  const parts = [
    renderOverview(report),
    renderTiers(report),
    renderCauses(report),
    renderMatrix(report),
    renderAccuracy(report),
    LIST,
    renderKills(report),
    renderProvenance(report),
  ];
  element("main").innerHTML = html`${parts}`.text;
  element("query").addEventListener("input", () => filter());
  element("filter").addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(undefined, "", addressOf(element<HTMLInputElement>("query").value));
  });
  element("more").addEventListener("click", addItems);
  element("items").addEventListener("toggle", fillItem, true);
  element<HTMLInputElement>("query").value = queryIn(location.hash) ?? "";
  filter();
}

/** Shows the verdicts that the query finds; of one that cannot be read it says why, and leaves the list as it is. */
function filter(): void {
  const field = element<HTMLInputElement>("query");
  const query = parseQuery(field.value);
  field.setAttribute("aria-invalid", String("problem" in query));
  if ("problem" in query) {
    element("found").textContent = query.problem;
    return;
  }
  found = listed(report.verdicts.filter(query.test));
  element("found").textContent = `${shown(found.length)} of ${shown(report.verdicts.length)} verdicts`;
  element("errors").innerHTML = renderErrors(found).text;
  element("items").innerHTML = "";
  items = 0;
  addItems();
}

function addItems(): void {
  const next = found.slice(items, items + PAGE_SIZE);
  const rows = next.map((verdict, i) => renderItem(verdict, items + i));
  element("items").insertAdjacentHTML("beforeend", html`${rows}`.text);
  items += next.length;
  const rest = found.length - items;
  const more = element("more");
  more.hidden = rest === 0;
  more.textContent = `Show ${shown(Math.min(rest, PAGE_SIZE))} more of ${shown(rest)}`;
}

/** A body is made when it is first opened. */
function fillItem({ target }: Event): void {
  const details = target as HTMLDetailsElement;
  const at = details.dataset.at;
  if (!details.open || at === undefined || details.querySelector(".body") !== null) return;
  details.insertAdjacentHTML("beforeend", renderBody(found[Number(at)]!, report.header.command).text);
}

/** A link with a query was followed. */
function followAddress(): void {
  const query = queryIn(location.hash);
  if (query === undefined) return;
  element<HTMLInputElement>("query").value = query;
  filter();
  element("list").scrollIntoView();
  element("verdicts").focus({ preventScroll: true });
}

async function open(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  element("problem").textContent = "";
  try {
    const dropped = await droppedReport(file);
    if (location.hash !== "") history.replaceState(undefined, "", location.pathname);
    show(dropped);
    document.title = `${dropped.header.implementation.name} - smoothproof`;
    scrollTo(0, 0);
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    element("problem").textContent = error.message;
  }
}

function save(): void {
  const address = URL.createObjectURL(new Blob([report.json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "smoothproof-report.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}

async function start(): Promise<void> {
  document.body.insertAdjacentHTML("afterbegin", FRAME.text);
  element("file").addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    void open(input.files?.[0]).finally(() => {
      input.value = "";
    });
  });
  element("save").addEventListener("click", save);
  addEventListener("hashchange", followAddress);
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    void open(event.dataTransfer?.files[0]);
  });
  // Paper has nothing to click on.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  show(await ownReport());
  if (queryIn(location.hash) !== undefined) followAddress();
}

void start();
