/** The forms that change something: edit a record, reply to a ticket. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entity } from '../../model/entity.ts';
import type { App, ConsoleContext } from '../context.ts';
import { recordPath as recordParams } from '../contract/parameters.ts';
import { editRecord } from '../edit.ts';
import { ApiProblem } from '../problem.ts';
import { findRecord, type HeldRecord } from '../records.ts';
import { type EditForm, editPage } from './edit.ts';
import { resolveReferents } from './find-referents.ts';
import { changedFields } from './form-fields.ts';
import { readerFor } from './names.ts';
import { answerPage, editorOf, visitorOf } from './visit.ts';
import { recordPath } from './words.ts';

const ownForm = { form: z.string().max(200) };
const editForm = z.object({ ...ownForm, etag: z.string().max(100) }).catchall(z.string());
const replyForm = z.object({ ...ownForm, content: z.string().min(1), internal: z.literal('true').optional() });

/** Refusals that the person can do something about: the form comes back with what they typed. */
const CORRECTABLE = new Set([400, 412, 422]);

/** Everything here needs the operate token behind the session and the session's own form. */
export function editRoutes(app: App, context: ConsoleContext): void {
  formRoute(app, context);
  saveRoute(app, context);
  replyRoute(app, context);
}

function formRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/entities/:entity/:externalId/edit',
    schema: { hide: true, params: recordParams },
    handler: async (request, reply) => {
      const { entity, externalId } = request.params;
      const record = await liveRecord(context, entity, externalId);
      const { formToken, zone } = visitorOf(request, context);
      const { names } = await readerFor(context.pool, { entity, records: [record.data], zone });
      const body = editPage({ entity, record, formToken, names, typed: {} });
      return answerPage(request, reply, { context, title: 'Edit', body, here: entity });
    },
  });
}

function saveRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/entities/:entity/:externalId/edit',
    schema: { hide: true, params: recordParams, body: editForm },
    handler: async (request, reply) => {
      const { entity, externalId } = request.params;
      const { form, etag, ...typed } = request.body;
      const actor = editorOf(request, context, form);
      const { zone } = visitorOf(request, context);
      const record = await liveRecord(context, entity, externalId);
      const { names } = await readerFor(context.pool, { entity, records: [record.data], zone });
      const again = (status: number, more: Pick<EditForm, 'problem' | 'unclear'>) => {
        const body = editPage({ entity, record, formToken: form, names, typed, ...more });
        return answerPage(request, reply.code(status), { context, title: 'Edit', body, here: entity });
      };
      const changed = changedFields({ entity, held: record.data, form: picked(typed), names });
      const { fields, unclear } = await resolveReferents(context.pool, {
        entity,
        fields: changed,
        held: record.data,
        names,
      });
      if (unclear.length > 0) return again(422, { unclear });
      try {
        await editRecord(context.pool, { entity, externalId, actor, ifMatch: etag, fields });
      } catch (error) {
        const problem = correctable(error);
        return again(problem.status, { problem });
      }
      return reply.redirect(recordPath(entity, externalId), 303);
    },
  });
}

function replyRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/entities/ticket/:externalId/reply',
    schema: { hide: true, params: recordParams.pick({ externalId: true }), body: replyForm },
    handler: async (request, reply) => {
      const { externalId } = request.params;
      const { form, content, internal } = request.body;
      const actor = editorOf(request, context, form);
      const comment = {
        externalId: `console:comment:${randomUUID()}`,
        at: new Date().toISOString(),
        internal: internal === 'true',
        body: { format: 'text', content: content.replaceAll('\r\n', '\n') },
      };
      await editRecord(context.pool, { entity: 'ticket', externalId, actor, fields: { comments: [comment] } });
      return reply.redirect(recordPath('ticket', externalId), 303);
    },
  });
}

/** What was chosen from an offer takes the place of what was typed. */
function picked(typed: Readonly<Record<string, string>>): Record<string, string> {
  const choices = Object.entries(typed).filter(([name]) => name.startsWith('pick.'));
  return { ...typed, ...Object.fromEntries(choices.map(([name, key]) => [name.slice('pick.'.length), key])) };
}

async function liveRecord(context: ConsoleContext, entity: Entity, externalId: string): Promise<HeldRecord> {
  const record = await findRecord(context.pool, entity, externalId);
  if (record === undefined) throw new ApiProblem('not-found');
  if (record.tombstoned) throw new ApiProblem('tombstoned');
  return record;
}

function correctable(error: unknown) {
  if (!(error instanceof ApiProblem) || !CORRECTABLE.has(error.document.status)) throw error;
  const { title, status, errors = [] } = error.document;
  return { title, status, errors };
}
