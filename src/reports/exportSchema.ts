/** The version of the exported JSON; docs/export.schema.json describes it. */
export const EXPORT_SCHEMA = 1;
