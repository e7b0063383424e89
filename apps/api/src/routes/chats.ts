import { Router } from 'express';
import { dropChat, editChat, putChat, readChats } from '@ponte/operations/chats';
import { z } from 'zod';
import { actorOf, requireCaller } from '../auth/caller.ts';
import type { ApiContext } from '../context.ts';
import { readBody, readParams } from '../http/read-input.ts';
import { answers, jsonBody, type Resource } from './resource.ts';

/** The first release knows one account of each vendor. */
const ACCOUNT = 'default';

const id = z.string().regex(/^-?\d{1,20}$/, 'A chat id is a number; groups have a negative one.');
const chatPath = z.object({ id });
const title = z.string().trim().max(100);
const postBody = z.strictObject({ id, title: title.optional() });
const patchBody = z.strictObject({
  title: title.optional(),
  takesNotices: z.boolean().optional(),
  takesAlerts: z.boolean().optional(),
  mayAsk: z.boolean().optional(),
  isEnabled: z.literal(true).optional().meta({ description: 'Lets a disabled chat in again' }),
});
const chat = z.looseObject({ id: z.string(), title: z.string() }).meta({ id: 'Chat' });
const page = z.object({ chats: z.array(chat) });
const gone = z.object({ id: z.string(), removed: z.boolean() });

/** The Telegram chats that are told things and may ask. */
export function createChatsResource({ ports }: ApiContext): Resource {
  const router = Router();
  router.get('/api/chats', async (request, response) => {
    requireCaller(request, 'viewer');
    response.json({ chats: await readChats(ports, ACCOUNT) });
  });
  router.post('/api/chats', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const body = readBody(request, postBody);
    response.status(201).json(await putChat(ports, { account: ACCOUNT, ...body }, { by }));
  });
  router.patch('/api/chats/:id', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const place = { account: ACCOUNT, id: readParams(request, chatPath).id };
    const { isEnabled, ...rest } = readBody(request, patchBody);
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    const change = { ...Object.fromEntries(given), ...(isEnabled === true ? { isEnabled } : {}) };
    response.json(await editChat(ports, { ...place, change }, { by }));
  });
  router.delete('/api/chats/:id', async (request, response) => {
    const by = actorOf(requireCaller(request, 'admin'));
    const place = { account: ACCOUNT, id: readParams(request, chatPath).id };
    await dropChat(ports, place, { by });
    response.json({ id: place.id, removed: true });
  });
  return { router, paths };
}

const paths: Resource['paths'] = {
  '/api/chats': {
    get: { summary: 'Every chat, those at work first', tags: ['Alerts'], responses: answers(page) },
    post: {
      summary: 'Put a chat on the list',
      description: 'Needs the role admin. The bot must be in the chat.',
      tags: ['Alerts'],
      requestBody: jsonBody(postBody),
      responses: answers(chat, '201'),
    },
  },
  '/api/chats/{id}': {
    patch: {
      summary: 'Change what a chat takes, or let a disabled one in again',
      description: 'Needs the role admin.',
      tags: ['Alerts'],
      requestParams: { path: chatPath },
      requestBody: jsonBody(patchBody),
      responses: answers(chat),
    },
    delete: {
      summary: 'Take a chat off the list',
      description: 'Needs the role admin.',
      tags: ['Alerts'],
      requestParams: { path: chatPath },
      responses: answers(gone),
    },
  },
};
