/** Names in the report that code without the schema's validator needs too. */

export const REPORT_SCHEMA = 'closecall-report/1';

/** From what tells most to what tells least. */
export const REDACTIONS = ['none', 'standard', 'share'] as const;
export type Redaction = (typeof REDACTIONS)[number];
