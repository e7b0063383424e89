/** A row of a CRM dictionary: deal stages, sources, deal types. */
export interface StatusRow {
  readonly id: string;
  readonly entityId: string;
  readonly statusId: string;
  name: string;
  readonly nameInit: string;
  sort: number;
  readonly isSystem: boolean;
  readonly categoryId: number | null;
  readonly color: string;
  readonly semantics: 'S' | 'F' | null;
  readonly extra: 'process' | 'success' | 'failure' | 'apology';
}

export interface Funnel {
  readonly id: number;
  name: string;
  sort: number;
}

/** The funnels at the start of a run; 0 is the default one and not the first on screen. */
export function initialFunnels(): Funnel[] {
  return [
    { id: 9, name: 'Portabilidade & Migração', sort: 200 },
    { id: 0, name: 'Vendas', sort: 300 },
    { id: 2, name: 'Retenção', sort: 400 },
    { id: 5, name: 'Pós-venda "VIP"', sort: 500 },
  ];
}

type Extra = StatusRow['extra'];
type Row = readonly [code: string, name: string, color: string, extra: Extra];

const defaultStages: readonly Row[] = [
  ['NEW', 'Novo', '#39A8EF', 'process'],
  ['PREPARATION', 'Preparação de documentos', '#2FC6F6', 'process'],
  ['PREPAYMENT_INVOICE', 'Fatura de adiantamento', '#55D0E0', 'process'],
  ['EXECUTING', 'Em execução', '#47E4C2', 'process'],
  ['FINAL_INVOICE', 'Fatura final', '#FFA900', 'process'],
  ['WON', 'Negócio ganho', '#7BD500', 'success'],
  ['LOSE', 'Negócio perdido', '#FF5752', 'failure'],
  ['APOLOGY', 'Análise da perda', '#FF5752', 'apology'],
];
const otherStages: readonly Row[] = [
  ['NEW', 'Entrada', '#39A8EF', 'process'],
  ['PREPARATION', 'Análise & viabilidade', '#2FC6F6', 'process'],
  ['UC_7QX1ZP', 'Agendado 100%', '#55D0E0', 'process'],
  ['WON', 'Instalado', '#7BD500', 'success'],
  ['LOSE', 'Cancelado', '#FF5752', 'failure'],
];
const sources = [
  ['CALL', 'Ligação'],
  ['WEB', 'Site'],
  ['CALLBACK', 'Retorno'],
  ['RECOMMENDATION', 'Indicação & amigos'],
  ['UC_WHATS', 'WhatsApp 😀'],
] as const;
const dealTypes = [
  ['SALE', 'Venda'],
  ['COMPLEX', 'Venda complexa'],
  ['SERVICE', 'Serviço'],
] as const;

/** Every dictionary row at the start of a run; ids rise by two from 101. */
export function initialStatuses(funnels: readonly Funnel[]): StatusRow[] {
  const rows: StatusRow[] = [];
  const nextId = (): string => String(101 + rows.length * 2);
  for (const { id: funnel } of [...funnels].sort((a, b) => a.id - b.id)) {
    const stages = funnel === 0 ? defaultStages : otherStages;
    stages.forEach(([code, name, color, extra], index) => {
      const isSystem = ['NEW', 'WON', 'LOSE'].includes(code);
      rows.push({
        id: nextId(),
        entityId: funnel === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${funnel}`,
        statusId: funnel === 0 ? code : `C${funnel}:${code}`,
        name,
        nameInit: isSystem ? name : '',
        sort: (index + 1) * 10,
        isSystem,
        categoryId: funnel === 0 ? null : funnel,
        color,
        semantics: extra === 'process' ? null : extra === 'success' ? 'S' : 'F',
        extra,
      });
    });
  }
  const addPlain = (entityId: string, list: readonly (readonly [string, string])[]): void =>
    list.forEach(([statusId, name], index) =>
      rows.push({
        id: nextId(),
        entityId,
        statusId,
        name,
        nameInit: '',
        sort: (index + 1) * 10,
        isSystem: false,
        categoryId: null,
        color: '',
        semantics: null,
        extra: 'process',
      }),
    );
  addPlain('SOURCE', sources);
  addPlain('DEAL_TYPE', dealTypes);
  return rows;
}
