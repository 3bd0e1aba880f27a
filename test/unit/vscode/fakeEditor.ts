// What the unit tests of the shell need of the editor's module, which exists inside the editor only.

/** Texts as they are in English. */
export const l10n = {
  t(text: string, ...values: readonly (string | number | boolean)[]): string {
    return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
  },
};
