import type { IsalesClient } from '@ponte/connectors/isales/model';
import { findMunicipality } from '../brazil/find-municipality.ts';
import { readCep } from '../brazil/read-cep.ts';
import { readLocalTime } from '../brazil/read-local-time.ts';
import { readMoney } from '../brazil/read-money.ts';
import { readState } from '../brazil/read-state.ts';
import type { CardReads } from '../ports.ts';
import type { Payment, Pending, PlaceText, Project, Work } from '../project.ts';
import { toPerson, type Note } from './to-person.ts';

const NOBODY: IsalesClient = {
  ...{ nome: null, cpf: null, email: null, telefone: null, telefoneSecundario: null, cep: null },
  ...{ logradouro: null, numero: null, complemento: null, bairro: null, cidade: null },
  ...{ estado: null, linkLocalizacao: null, dataFechamento: null },
};

/** The three reads of a card in our words. `zone`: the one in which iSales writes times. */
export function toProject({ client, proposal, fields }: CardReads, zone: string): Project {
  const problems: Pending[] = [];
  const note: Note = (motivo, detalhe) => {
    if (!problems.some((one) => one.motivo === motivo)) problems.push({ motivo, detalhe });
  };
  const known = client.value ?? NOBODY;
  if (client.value === null) note('isales_incompleto', 'O iSales não tem dados do cliente.');
  const { value: custom } = fields;
  return {
    person: toPerson(known, note),
    place: toPlace(known, note),
    linkLocalizacao: known.linkLocalizacao,
    work: {
      ...toWork(known, proposal.value, zone),
      ...{ observacoes: custom.observacoes, acesso: custom.acesso },
    },
    payment: toPayment(custom),
    problems,
  };
}

function toPlace(client: IsalesClient, note: Note): PlaceText {
  const reading = readCep(client.cep);
  if (reading.state === 'invalid') note('cep_invalido', 'O CEP não tem oito dígitos válidos.');
  const estado = readState(client.estado);
  const { cidade } = client;
  // As IBGE spells it, where the name is known.
  const municipality =
    cidade !== null && estado !== null ? findMunicipality(cidade, estado) : undefined;
  return {
    cep: reading.state === 'valid' ? reading.cep : null,
    ...{ logradouro: client.logradouro, numero: client.numero, complemento: client.complemento },
    ...{ bairro: client.bairro, cidade: municipality?.cidade ?? cidade, estado },
  };
}

function toWork(
  client: IsalesClient,
  proposal: CardReads['proposal']['value'],
  zone: string,
): Pick<
  Work,
  | 'dataFechamento'
  | 'dataFechamentoTexto'
  | 'modulos'
  | 'inversor1'
  | 'inversor2'
  | 'inversor3'
  | 'valor'
  | 'valorTexto'
> {
  return {
    dataFechamento: readLocalTime(client.dataFechamento, zone),
    dataFechamentoTexto: client.dataFechamento,
    ...{ modulos: proposal?.modulos ?? null, inversor1: proposal?.inversor1 ?? null },
    ...{ inversor2: proposal?.inversor2 ?? null, inversor3: proposal?.inversor3 ?? null },
    ...{ valor: readMoney(proposal?.valor ?? null), valorTexto: proposal?.valor ?? null },
  };
}

function toPayment(custom: CardReads['fields']['value']): Payment {
  return {
    formaPgto: custom.formaPgto,
    responsavelFinanciamento: custom.responsavelFinanciamento,
    valorSeguro: readMoney(custom.valorSeguro),
    valorSeguroTexto: custom.valorSeguro,
    observacoes: custom.observacoesPgto,
  };
}
