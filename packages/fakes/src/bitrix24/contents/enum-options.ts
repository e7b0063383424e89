/** One choice of a list field. */
export interface EnumOption {
  readonly id: string;
  sort: number;
  value: string;
  /** The code by which other systems know it; the portal makes one where none was given. */
  xmlId?: string;
  isDefault?: boolean;
}

// Ids are in the order of creation, sorts in the order on screen: the two differ on purpose.
const tables: Readonly<
  Record<string, readonly (readonly [id: number, sort: number, value: string])[]>
> = {
  UF_CRM_1699452141037: [
    [45, 30, 'Vivo'],
    [47, 10, 'Claro'],
    [49, 60, 'TIM'],
    [51, 20, 'Oi Fibra'],
    [1203, 40, 'Giga+ & Parceiros'],
    [97, 50, 'Nenhuma "viável"'],
  ],
  UF_CRM_1699475211222: [
    [113, 20, 'Débora Araújo'],
    [115, 10, 'João da Silva'],
    [121, 40, 'Equipe externa'],
    [119, 30, 'Íris Müller'],
  ],
  UF_CRM_1700663313965: [
    [205, 30, 'BKO Manhã'],
    [207, 10, 'BKO Tarde'],
    [203, 20, 'BKO Noite'],
  ],
};
const otherChoices = ['Sim', 'Não', 'Talvez', 'A definir', 'Não se aplica (100%)'] as const;

/** Ids that old deals carry although no such option is left. */
export const orphanOptionIds = ['53', '1199'] as const;

/** The options of one list field at the start of a run. */
export function initialOptions(fieldName: string, position: number): EnumOption[] {
  const table = tables[fieldName];
  if (table) return table.map(([id, sort, value]) => ({ id: String(id), sort, value }));
  return otherChoices.map((value, index) => ({
    id: String(2001 + position * 20 + ((index * 3) % otherChoices.length) * 2),
    sort: (index + 1) * 10,
    value,
  }));
}
