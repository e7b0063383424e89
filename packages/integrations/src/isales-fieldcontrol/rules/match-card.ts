/** Where a row of the board belongs. */
export interface CardIdentity {
  readonly isalesId: string;
  readonly quadroId: string | null;
  readonly isalesClienteId: string;
}

interface RowIdentity {
  readonly rowId: string | null;
  readonly clienteId: string;
}

/**
 * The card that a row of the board is: by the row's own id, else by the client's. A card that was
 * known by its client before rows had ids keeps its name, and so do its deliveries.
 */
export function matchCard(row: RowIdentity, known: readonly CardIdentity[]): CardIdentity {
  const { rowId, clienteId } = row;
  const byRow = known.find((card) =>
    rowId === null ? false : card.quadroId === rowId || card.isalesId === rowId,
  );
  const byClient = known.find(
    (card) => card.isalesClienteId === clienteId && (rowId === null || card.quadroId === null),
  );
  const card = byRow ?? byClient;
  return {
    isalesId: card?.isalesId ?? rowId ?? clienteId,
    quadroId: rowId ?? card?.quadroId ?? null,
    isalesClienteId: clienteId,
  };
}
