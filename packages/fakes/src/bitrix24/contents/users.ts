import { firstNames, lastNames } from './words.ts';

/** An employee of the portal. */
export interface PortalUser {
  readonly id: number;
  isActive: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly position: string;
  readonly department: number;
}

const ids = [1, 3, 5, 7, 12, 15, 21, 34, 38, 55, 61, 89];
// They left the company; their deals stay with them.
const dismissed = new Set([15, 55]);

/** The employees at the start of a run. */
export function initialUsers(): PortalUser[] {
  return ids.map((id, index) => ({
    id,
    isActive: !dismissed.has(id),
    firstName: firstNames[index % firstNames.length] ?? 'Ana',
    lastName: lastNames[(index * 3) % lastNames.length] ?? 'da Silva',
    email: `usuario${id}@exemplo.com.br`,
    position: index === 0 ? 'Diretora' : 'Consultor(a) de vendas',
    department: 1 + (index % 3),
  }));
}

/** The ids that generated deals are owned by. */
export const userIds: readonly number[] = ids;
