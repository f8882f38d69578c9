/** Names in the report that code without the schema's validator needs too. */

export const REPORT_SCHEMA = 'closecall-report/1';
