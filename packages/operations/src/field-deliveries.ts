import type { DueDeliveryRow } from '@ponte/db/envios';
import type { ChangedDeliveryRow } from '@ponte/db/envios-changed';
import type { Delivery } from '@ponte/integrations/isales-fieldcontrol/delivery';
import type { ChangedDelivery, DueDelivery } from '@ponte/integrations/isales-fieldcontrol/ports';
import type { Phone } from '@ponte/integrations/isales-fieldcontrol/project';
import { toPrecision } from '@ponte/integrations/isales-fieldcontrol/rules/precision';

/** A delivery's row in the integration's own shape. */
export function toDueDelivery(row: DueDeliveryRow): DueDelivery {
  // The states are written by this integration only, from its own closed list.
  const deliveries = row.deliveries as Delivery[];
  const delivery = deliveries.find(({ id }) => id === row.id);
  if (delivery === undefined) throw new Error(`Delivery ${row.id} is not among its card's.`);
  const { id, chave, falhas, isalesId, isalesClienteId, hashDados } = row;
  return {
    ...{ id, chave, falhas, isalesId, isalesClienteId, hashDados, delivery, deliveries },
    sent: { objeto: row.objeto, nome: row.nomeEnviado, requestHash: row.requestHash },
    customer: {
      ...{ clienteId: row.clienteId, fieldId: row.customerFieldId },
      ...{ criadoPeloScript: row.criadoPeloScript, hashContatos: row.hashContatos },
      localPrincipalFieldId: row.localPrincipalFieldId,
      contactsWait: row.contactsWait,
    },
    location: {
      ...{ enderecoId: row.enderecoId, fieldId: row.locationFieldId, isSought: row.isSought },
    },
    ref: toRef(row),
    person: {
      ...{ nome: row.nome === '' ? null : row.nome, documento: row.documento },
      ...{ documentoInformado: row.documentoInformado, email: row.email },
      telefone: toPhone(row.telefone, row.telefoneE164),
      telefoneSecundario: toPhone(row.telefoneSecundario, row.telefoneSecundarioE164),
    },
    place: row.place,
    point: toPoint(row),
    work: {
      ...{ vendedor: row.vendedor, dataFechamento: row.dataFechamento, modulos: row.modulos },
      ...{ dataFechamentoTexto: row.dataFechamentoTexto, inversor1: row.inversor1 },
      ...{ inversor2: row.inversor2, inversor3: row.inversor3, valor: row.valor },
      ...{ valorTexto: row.valorTexto, observacoes: row.observacoes, acesso: row.acesso },
    },
    payment: {
      ...{ formaPgto: row.formaPgto, valorSeguro: row.valorSeguro },
      ...{ responsavelFinanciamento: row.responsavelFinanciamento },
      ...{ valorSeguroTexto: row.valorSeguroTexto, observacoes: row.observacoesPgto },
    },
  };
}

/** A delivered request whose project changed, likewise; undefined for what FieldControl has not. */
export function toChangedDelivery(row: ChangedDeliveryRow): ChangedDelivery | undefined {
  const { version, tries, fieldId, orderFieldId } = row;
  if (fieldId === null) return undefined;
  const delivered = { customerId: row.clienteFieldId, locationId: row.localFieldId };
  const objeto = row.objeto ?? 'ticket';
  return { ...toDueDelivery(row), version, tries, fieldId, objeto, orderFieldId, delivered };
}

function toRef(row: DueDeliveryRow): DueDelivery['ref'] {
  if (row.refEstado === null) return null;
  const estado = row.refEstado as Delivery['estado'];
  const { refClienteFieldId, refLocationFieldId } = row;
  return { estado, clienteFieldId: refClienteFieldId, locationFieldId: refLocationFieldId };
}

function toPoint(row: DueDeliveryRow): DueDelivery['point'] {
  const { latitude, longitude, provedor } = row;
  const precisao = toPrecision(row.precisao);
  if (latitude === null || longitude === null || precisao === null) return null;
  return { coordinates: { latitude, longitude }, precisao, provedor: provedor ?? '' };
}

function toPhone(digits: string | null, e164: string | null): Phone | null {
  return digits === null ? null : { digits, e164: e164 ?? `+55${digits}` };
}
