/** What somebody has to change. Structurally the report's Remedy; this folder imports nothing from the others. */
export interface Remedy {
  /** Product id, or the place where the product is not known: `upstream`, `gateway`, `network`, `kubernetes` … */
  readonly where: string;
  /** Name of the setting, as that product spells it. */
  readonly setting: string;
  /** The value to set, in the setting's own unit and notation. */
  readonly value: string;
  /** One line for people, complete without the other fields. */
  readonly text: string;
}

export function remedy(where: string, setting: string, value: string, text: string): Remedy {
  return { where, setting, value, text };
}
