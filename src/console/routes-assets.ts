/** Assets: uploaded under the digest of their content, downloaded in a form that no browser runs. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type Asset, findAsset, putAsset, readAsset, shown } from './assets.ts';
import type { App, ConsoleContext } from './context.ts';
import { asset, assetHeaders, assetQuery } from './contract/assets.ts';
import { assetPath } from './contract/parameters.ts';
import { api } from './contract/registry.ts';
import { ApiProblem } from './problem.ts';
import { problems } from './responses.ts';

/** Shown in pages; everything else is only ever downloaded. */
const SAFE_IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
/** Bytes in both directions; checked only to be a stream. */
const octets = z.any().register(api, { type: 'string', format: 'binary' });
const upload = z
  .custom<Readable>((body) => body instanceof Readable || body === undefined)
  .register(api, { type: 'string', format: 'binary' });
const MOST_BYTES = 4 * 1024 ** 3;

/** Uploads are streamed, so the limits and parsers of JSON bodies don't apply to them. */
export function assetRoutes(app: App, context: ConsoleContext): void {
  acceptOctets(app);
  uploadRoute(app, context);
  downloadRoute(app, context);
}

function acceptOctets(app: App): void {
  app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
}

function uploadRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/v1/assets',
    bodyLimit: MOST_BYTES,
    config: { scope: 'operate' },
    schema: {
      operationId: 'putAsset',
      tags: ['import'],
      summary: 'Store a file under its sha256; 200 when it is there already.',
      consumes: ['application/octet-stream'],
      headers: assetHeaders,
      querystring: assetQuery,
      body: upload,
      response: { 200: asset, 201: asset, ...problems(400, 401, 403, 409, 413, 415, 423, 503) },
    },
    handler: async (request, reply) => {
      const { asset: kept, stored } = await putAsset(pool, {
        sha256: announced(request.headers['content-digest']),
        name: request.query.name,
        mediaType: request.query.mediaType.toLowerCase(),
        run: request.headers['import-run'] ?? null,
        stream: request.body ?? Readable.from([]),
      });
      return reply.code(stored ? 201 : 200).send(kept);
    },
  });
}

function downloadRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/assets/:sha256',
    config: { scope: 'session' },
    schema: {
      operationId: 'getAsset',
      tags: ['read'],
      summary: 'The file. Anything but a plain image comes as an attachment.',
      produces: ['application/octet-stream'],
      params: assetPath,
      response: {
        200: { description: 'The bytes.', content: { 'application/octet-stream': { schema: octets } } },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async (request, reply) => {
      const found = await findAsset(pool, request.params.sha256);
      if (found === undefined) throw new ApiProblem('not-found');
      reply.headers(downloadHeaders(shown(found)));
      // Fastify adds this route for HEAD as well and would read the bytes for it, or say that there are none.
      const bytes = request.method === 'HEAD' ? [] : readAsset(pool, found);
      return reply.send(Readable.from(bytes, { objectMode: false }));
    },
  });
}

function downloadHeaders({ sha256, name, mediaType, bytes }: Asset): Readonly<Record<string, string | number>> {
  const image = SAFE_IMAGES.has(mediaType);
  const disposition = image ? 'inline' : 'attachment';
  return {
    'content-type': image ? mediaType : 'application/octet-stream',
    'content-length': bytes,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeName(name)}`,
    'content-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, max-age=31536000, immutable',
  };
}

/** RFC 8187. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** RFC 9530; the schema of the header requires sha-256 among the digests. */
function announced(header: string): string {
  const encoded = /sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('hex');
}
