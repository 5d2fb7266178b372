// The plan of a section in a manager's hand. Each change is saved by itself and can be undone.
import { drawSection } from "./drawing.js";
import { watchHand } from "./hand.js";
import { watchKeys } from "./keys.js";
import { listsDiffer, refreshLists } from "./lists.js";
import { openPanel } from "./panel.js";
import { layPaper } from "./paper.js";
import { Refused, openSaving } from "./saving.js";
import { moved, resized, sameSpot, turned } from "./spots.js";

const REST = 450; // milliseconds after which moves that came quickly are one
const MOST_UNDONE = 100;
const LOOKS_AFTER = 700; // by then an answer of our own has come

export class Editor {
  constructor(root) {
    this.root = root;
    this.edits = "edits" in root.dataset;
    this.svg = root.querySelector("[data-plan]");
    this.said = root.querySelector("[data-said]");
    this.saving = openSaving(root.dataset.floor, root.dataset.token);
    this.panel = openPanel(root.querySelector("[data-panel]"), root.dataset.floor);
    this.chosen = new Set();
    this.undone = [];
    this.before = new Map(); // spots of tables that were moved and are not saved yet
    this.renamed = new Map(); // tables that were put back have another id
    this.several = false;
  }

  async open() {
    this.take(await this.saving.read());
    this.root.hidden = false;
    this.listen();
  }

  // What there is, and how it is shown.

  get section() {
    return this.plan.sections.find((one) => one.id === this.root.dataset.section);
  }

  get tables() {
    return this.plan.tables.filter((one) => one.section === this.section.id);
  }

  table(id) {
    return this.plan.tables.find((one) => one.id === id);
  }

  get picked() {
    return [...this.chosen].map((id) => this.table(id)).filter(Boolean);
  }

  /** The plan as the hub has it now; what was moved meanwhile and is not saved yet stays. */
  take({ floor }) {
    const drawn = new Map([...this.before.keys()].map((id) => [id, this.table(id)?.spot]));
    const known = this.plan;
    this.plan = floor;
    if (!this.section) return location.assign(this.root.dataset.floor);
    for (const [id, spot] of drawn) if (this.table(id)) this.table(id).spot = spot;
    for (const id of this.chosen) if (!this.table(id)) this.chosen.delete(id);
    this.draw();
    if (known && listsDiffer(known, floor)) refreshLists();
    return undefined;
  }

  draw() {
    layPaper(this.svg, this.section);
    const stateOf = (table) => (this.chosen.has(table.id) ? { state: "chosen", label: "Picked" } : null);
    const onPick = this.edits ? (table, event) => this.pick(table, event) : null;
    drawSection(this.svg, this.section, this.tables, { stateOf, onPick });
    this.root.querySelector("[data-nothing]").hidden = this.tables.length > 0;
    if (!this.edits) return;
    this.root.querySelector("[data-acts]").hidden = this.chosen.size === 0;
    this.root.querySelector("[data-undoes]").disabled = this.undone.length === 0;
  }

  say(sentence, isBad = false) {
    this.said.textContent = sentence;
    this.said.classList.toggle("is-bad", isBad);
  }

  // Picking.

  pick(table, event) {
    const adds = this.several || event.shiftKey || event.ctrlKey || event.metaKey;
    const others = adds ? [...this.chosen].filter((id) => id !== table.id) : [];
    this.choose(adds && this.chosen.has(table.id) ? others : [...others, table.id]);
  }

  choose(ids, { quietly = false } = {}) {
    if (ids.length === this.chosen.size && ids.every((id) => this.chosen.has(id))) return;
    this.chosen = new Set(ids);
    this.draw();
    if (!quietly) this.panel.show(ids);
  }

  pickSeveral(on) {
    this.several = on;
    this.root.querySelector("[data-several]").setAttribute("aria-pressed", String(on));
    if (!on) this.choose([...this.chosen].slice(-1));
  }

  // Drawing. A hand that moves quickly is saved once, when it rests.

  /** Those that go along with a table that is moved: all that are picked, if it is one of them. */
  together(id) {
    if (!this.chosen.has(id)) this.choose(this.several ? [...this.chosen, id] : [id]);
    return [...this.chosen];
  }

  shift(ids, across, down, from) {
    const tables = ids.map((id) => this.table(id)).filter(Boolean);
    const spots = moved(tables.map((table) => from?.get(table.id) ?? table.spot), across, down, this.section);
    this.put(tables.map((table, place) => [table, spots[place]]));
  }

  turn(ids, way) {
    this.put(ids.map((id) => this.table(id)).map((table) => [table, turned(table.spot, way, this.section)]));
  }

  resize(ids, by) {
    this.put(ids.map((id) => this.table(id)).map((table) => [table, resized(table, by, this.section)]));
  }

  put(spots) {
    for (const [table, spot] of spots) {
      if (sameSpot(table.spot, spot)) continue;
      if (!this.before.has(table.id)) this.before.set(table.id, table.spot);
      table.spot = spot;
    }
    this.draw();
    this.rest();
  }

  rest() {
    clearTimeout(this.resting);
    if (this.before.size && !this.dragging) this.resting = setTimeout(() => this.settle(), REST);
  }

  /** Save what was moved. */
  async settle() {
    clearTimeout(this.resting);
    const before = new Map([...this.before].filter(([id, spot]) => this.table(id) && !sameSpot(spot, this.table(id).spot)));
    const spots = Object.fromEntries([...before.keys()].map((id) => [id, this.table(id).spot]));
    this.before.clear();
    if (before.size === 0) return;
    this.remember(() => this.send("moved", { spots: this.toNow(before) }));
    await this.send("moved", { spots });
  }

  async add(shape) {
    const size = { square: {}, round: {}, long: { least: 3, most: 6 }, bar: { least: 1, most: 6 } }[shape];
    await this.addAll([{ section: this.section.id, shape, ...size }]);
  }

  async copy() {
    await this.addAll(
      this.picked.map(({ section, shape, least, most, online, spot }) => ({ section, shape, least, most, online, near: spot })),
    );
  }

  async addAll(tables) {
    await this.settle();
    const answer = await this.send("added", { tables });
    if (!answer) return;
    this.remember(() => this.send("removed", { tables: answer.added.map((id) => this.nowOf(id)) }));
    this.choose(answer.added);
    this.svg.querySelector(`[data-table="${answer.added.at(-1)}"] .floor-hit`)?.focus();
  }

  /** Tables that a form beside the plan has taken away can be put back as they were. */
  rememberRemoved(tables) {
    if (tables.length === 0) return;
    this.remember(async () => {
      const answer = await this.send("added", { tables: tables.map(asPlaced) });
      answer?.added.forEach((id, place) => this.renamed.set(tables[place].id, id));
    });
  }

  // Saving and undoing.

  async send(kind, change) {
    try {
      const answer = await this.saving.save(kind, change);
      this.take(answer);
      this.say("Saved.");
      return answer;
    } catch (refusal) {
      await this.refuse(refusal);
      return null;
    }
  }

  async refuse(refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    this.say(refusal.message, true);
    await this.saving.read().then((answer) => this.take(answer), () => {});
  }

  remember(undo) {
    this.undone = [...this.undone, undo].slice(-MOST_UNDONE);
    this.draw();
  }

  async undo() {
    await this.settle();
    const last = this.undone.pop();
    if (!last) return;
    await last();
    this.draw();
    this.panel.show([...this.chosen]);
  }

  nowOf(id) {
    return this.renamed.has(id) ? this.nowOf(this.renamed.get(id)) : id;
  }

  toNow(spots) {
    return Object.fromEntries([...spots].map(([id, spot]) => [this.nowOf(id), spot]).filter(([id]) => this.table(id)));
  }

  // What comes from elsewhere: a form beside the plan, or somebody else.

  async formSaved() {
    const known = this.plan;
    const answer = await this.saving.read();
    const gone = known.tables.filter((one) => answer.floor.tables.every((other) => other.id !== one.id));
    this.take(answer);
    this.rememberRemoved(gone);
    if (gone.some((one) => one.section === this.section.id)) this.panel.show([...this.chosen]);
    this.say("Saved.");
  }

  async lookAgain() {
    const known = JSON.stringify(this.plan);
    const answer = await this.saving.read().catch(() => null);
    if (!answer || this.dragging || this.before.size || known !== JSON.stringify(this.plan)) return;
    if (known === JSON.stringify(answer.floor)) return;
    this.take(answer);
    this.say("Somebody else changed this floor. You see it as it is now.");
    if (!this.panel.isDirty()) this.panel.show([...this.chosen]);
  }

  listen() {
    const lookSoon = () => {
      clearTimeout(this.looking);
      this.looking = setTimeout(() => this.lookAgain(), LOOKS_AFTER);
    };
    document.addEventListener("diary.changed", ({ detail }) => detail.data === `diary:${this.root.dataset.store}` && lookSoon());
    document.addEventListener("reconnected", lookSoon);
    if (!this.edits) return;
    document.addEventListener("floor-changed", () => this.formSaved());
    window.addEventListener("pagehide", () => this.settle());
    this.listenToButtons();
    watchKeys(this);
    let from = null;
    watchHand(this.svg, {
      grabbed: (id) => {
        const ids = this.together(id);
        this.dragging = true;
        from = new Map(ids.map((one) => [one, this.table(one).spot]));
        return ids;
      },
      dragged: (ids, across, down) => this.shift(ids, across, down, from),
      dropped: () => {
        this.dragging = false;
        this.settle();
      },
      framed: (ids, event) => this.choose(event.shiftKey || this.several ? [...new Set([...this.chosen, ...ids])] : ids),
      tapped: () => this.several || this.choose([]),
    });
  }

  listenToButtons() {
    const acts = {
      left: (ids) => this.turn(ids, -1),
      right: (ids) => this.turn(ids, 1),
      smaller: (ids) => this.resize(ids, -1),
      larger: (ids) => this.resize(ids, 1),
      copy: () => this.copy(),
      none: () => this.choose([]),
    };
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.adds) this.add(button.dataset.adds);
      if (button?.dataset.act) acts[button.dataset.act]([...this.chosen]);
      if (button && "undoes" in button.dataset) this.undo();
      if (button && "several" in button.dataset) this.pickSeveral(!this.several);
    });
  }
}

function asPlaced({ section, shape, least, most, online, name, spot }) {
  return { section, shape, least, most, online, name, spot };
}
