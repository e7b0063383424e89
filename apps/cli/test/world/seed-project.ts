import { inTransaction, type Sql } from '@ponte/db/client';
import { savePerson } from '@ponte/db/clientes';
import { saveAddress } from '@ponte/db/enderecos';
import { holdRecords } from '@ponte/db/held';
import { addMoves, saveSights, type MoveRow, type SightRow } from '@ponte/db/os';
import { saveProject } from '@ponte/db/os-details';
import type { TestDatabase } from '@ponte/db/testing';

const account = 'default';
const SERVICE = 'MTcyMTExOjYyNDg5';

/** A project whose request is ready to leave, and one that lacks its place. */
export async function seedProjects({ pool }: TestDatabase): Promise<void> {
  await inTransaction(pool, async (sql) => {
    await seedProject(sql, { isalesId: '501', estado: 'pronto' });
    await seedProject(sql, { isalesId: '502', estado: 'bloqueado', motivo: 'sem_localizacao' });
    await sql.query(
      `UPDATE endereco SET latitude = -20.8, longitude = -49.3, precisao = 'pin', provedor = 'link'
        WHERE chave = '501'`,
    );
    const hold = { integration: 'isales-fieldcontrol', account, detail: 'x' };
    await holdRecords(sql, [
      { ...hold, kind: 'card', key: '502:sem_localizacao', reason: 'sem_localizacao' },
      { ...hold, kind: 'sweep', key: 'sweep', reason: 'sweep-suspect' },
    ]);
  });
}

async function seedProject(
  sql: Sql,
  { isalesId, estado, motivo = null }: { isalesId: string; estado: string; motivo?: string | null },
): Promise<void> {
  const at = new Date();
  const sight: SightRow = {
    ...{ isalesId, quadroId: null, isalesClienteId: isalesId, colunaId: 17840 },
    ...{ tipoServico: SERVICE, estadoAtual: 'ativo', vendedor: 'Davi' },
  };
  const move: MoveRow = {
    ...{ isalesId, seq: 1, status: 'ativo', colunaId: 17840, colunaAnterior: null },
    ...{ tipoServico: SERVICE, observacao: 'x', chave: `isales:${isalesId}:1` },
    ...{ tipo: 'pedido', estado, motivo, refEnvioId: null },
  };
  await saveSights(sql, { account, at, sights: [sight] });
  await addMoves(sql, { account, runId: crypto.randomUUID(), at, moves: [move] });
  await saveDetails(sql, isalesId, at);
}

async function saveDetails(sql: Sql, isalesId: string, at: Date): Promise<void> {
  const clienteId = await savePerson(sql, {
    ...{ account, isalesClienteId: isalesId, clienteId: null, documento: null },
    ...{ overwrites: true, now: at },
    fields: {
      ...{ nome: `Cliente ${isalesId}`, docInformado: null, email: 'a@example.test' },
      ...{ telefone: '16988881234', telefoneE164: '+5516988881234' },
      ...{ telefoneSecundario: null, telefoneSecundarioE164: null },
    },
  });
  const { enderecoId } = await saveAddress(sql, {
    ...{ account, clienteId, chave: isalesId, linkLocalizacao: null },
    place: {
      ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
      ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
    },
  });
  await saveProject(sql, {
    ...{ account, isalesId, clienteId, enderecoId, problems: [], hashDados: 'h', readAt: at },
    work: {
      ...{ dataFechamento: null, dataFechamentoTexto: null, modulos: '12x', inversor1: null },
      ...{ inversor2: null, inversor3: null, valor: null, valorTexto: null },
      ...{ observacoes: null, acesso: null },
    },
    payment: {
      ...{ formaPgto: 'PIX', responsavelFinanciamento: null, valorSeguro: null },
      ...{ valorSeguroTexto: null, observacoes: null },
    },
  });
}
