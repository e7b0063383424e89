import { shortHost, toShortLink } from '../../brazil/map-links.ts';
import { needPlace } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';
import { addressOf, type AwkwardCase } from './awkward-case.ts';

const acacias = needPlace('15085480');

const noAddress = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null },
  ...{ bairro: null, cidade: null, estado: null },
};

/** Where the house stands, and what the card tells of it. */
export const awkwardAddresses: readonly AwkwardCase[] = [
  { name: 'no-address', cliente: { ...noAddress, link_localizacao: null } },
  {
    name: 'pin-without-address',
    cliente: { ...noAddress, link_localizacao: toShortLink(acacias, 401, 'pin') },
  },
  { name: 'no-link', cliente: { ...addressOf('05010000', '120'), link_localizacao: null } },
  { name: 'no-link', cliente: { ...addressOf('15085480', 's/n'), link_localizacao: '' } },
  {
    name: 'link-without-coordinates',
    cliente: {
      ...addressOf('15085480', '415'),
      link_localizacao: toShortLink(acacias, 415, 'no-coordinates'),
    },
  },
  { name: 'link-is-words', cliente: { link_localizacao: 'atrás do posto, casa azul' } },
  { name: 'dead-link', cliente: { link_localizacao: `${shortHost}/dead` } },
  { name: 'looping-link', cliente: { link_localizacao: `${shortHost}/loop` } },
  { name: 'link-to-private-address', cliente: { link_localizacao: `${shortHost}/private` } },
  { name: 'link-to-another-host', cliente: { link_localizacao: 'https://maps.example.test/abc' } },
  { name: 'link-abroad', cliente: { link_localizacao: `${shortHost}/abroad` } },
  { name: 'link-to-zero', cliente: { link_localizacao: 'https://www.google.com/maps?q=0,0' } },
  {
    name: 'long-link',
    cliente: {
      ...addressOf('15085480', '390'),
      link_localizacao: 'https://www.google.com/maps?q=-20.8197,-49.3794',
    },
  },
  { name: 'city-wide-cep', cliente: { ...cityWide(), link_localizacao: null } },
  { name: 'unknown-cep', cliente: { cep: '99999-999', link_localizacao: null } },
  { name: 'malformed-cep', cliente: { cep: '0123', link_localizacao: null } },
  {
    name: 'missing-at-viacep',
    cliente: {
      ...addressOf('54580000', '12'),
      ...{ logradouro: 'Rua do Engenho', bairro: 'Centro', link_localizacao: null },
    },
  },
  {
    name: 'cep-of-another-city',
    cliente: {
      ...addressOf('01001000', '1'),
      ...{ cidade: 'Rio de Janeiro', estado: 'RJ', link_localizacao: null },
    },
  },
  {
    name: 'homonymous-street',
    cliente: { ...addressOf('20751120', '77'), link_localizacao: null },
  },
  {
    name: 'homonymous-street',
    cliente: { ...addressOf('23591240', '78'), link_localizacao: null },
  },
  {
    name: 'street-with-suffix',
    cliente: {
      ...addressOf('39404006', '1101'),
      ...{ logradouro: 'Avenida Osmani Barbosa - até 1715 - lado ímpar', link_localizacao: null },
    },
  },
  {
    name: 'state-in-words',
    cliente: {
      ...addressOf('15085480', '377'),
      ...{ estado: 'São Paulo', link_localizacao: null },
    },
  },
];

/** A whole city's CEP: the card names a street that the CEP services cannot confirm. */
function cityWide(): JsonObject {
  return { ...addressOf('87360000', '55'), logradouro: 'Rua das Laranjeiras', bairro: 'Centro' };
}
