/**
 * Text as it can be shown: names come from programs, so control characters (which a terminal would obey) and those that
 * change the direction of a whole line stand as what they are not. Tabs and line feeds stay.
 */
export function withoutControls(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu,
    "\ufffd",
  );
}
