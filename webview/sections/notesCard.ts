import { formatClock, formatCount } from "../../src/base/format";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

const MOST_NOTES = 50;

/** Remarks of the workflow, its clients and the engine; the newest first. */
export class NotesCard {
  readonly root: HTMLElement;
  private readonly list = element("ul", { class: "notes", attributes: { tabindex: "0" } });
  private readonly count = element("span", { class: "card-note" });
  private shown = "";

  constructor(private readonly page: PageServices) {
    const id = uniqueId("notes");
    const title = element("h2", { class: "card-title", text: "Notes", attributes: { id } });
    this.list.setAttribute("aria-labelledby", id);
    this.root = element("section", { class: "card notes-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title, this.count]),
      this.list,
    ]);
  }

  update(): void {
    const { detail } = this.page.model;
    const notes = (detail?.notes ?? []).filter(({ level }) => level !== "debug");
    setShown(this.root, notes.length > 0);
    if (detail === undefined || notes.length === 0) return;
    const newest = notes.slice(-MOST_NOTES).reverse();
    const text = JSON.stringify([detail.session.id, newest]);
    if (text === this.shown) return;
    this.shown = text;
    setText(this.count, notes.length > MOST_NOTES ? `newest ${MOST_NOTES} of ${formatCount(notes.length)}` : "");
    this.list.replaceChildren(
      ...newest.map((note) =>
        element("li", { class: "note", attributes: { "data-level": note.level } }, [
          element("span", { class: "note-time", text: formatClock(note.time - detail.session.startTime) }),
          element("span", { class: "note-level", text: note.level }),
          element("span", { class: "note-text", text: note.text }),
        ]),
      ),
    );
  }
}
