/** REST2 over the one HTTP client: signed in by token or session, lists read to their true end, answers checked for shape. */
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Secret } from '../../model/secret.ts';
import { rateLimitOf } from '../http/options.ts';
import type { RateLimitOf } from '../http/rate-limit.ts';
import { type Http, openHttp } from '../http.ts';
import { ownUser, type Who } from './account.ts';
import { unshaped } from './answers.ts';
import type { RtApi, Search } from './api.ts';
import { fileReader } from './files.ts';
import type { RtOptions } from './options.ts';
import { type ListPage, listed, numberOf, PATIENCE, pageShape, swept } from './pages.ts';
import { newestPath, PER_PAGE, pagePath } from './search.ts';
import { webSession } from './session.ts';
import { textOf } from './values.ts';

const CONCURRENCY = 4;
const SYSTEM = 'Request Tracker';

interface Deps {
  readonly secret: (reference: string) => Secret;
  readonly rateLimit?: RateLimitOf;
}

/** Does no I/O yet. Every call may be repeated: nothing here writes. */
export function openApi(options: RtOptions, deps: Deps): RtApi {
  const web = options.url.replace(/\/+$/, '');
  const http = openRest(web, options, deps);
  const page = async (search: Search, number: number) => readPage(http, pagePath(search, number));
  const get = (path: string) => getObject(http, `/${path}`);
  const list = (search: Search) => listed((number) => page(search, number), search);
  return {
    web,
    get,
    list,
    sweep: (search) => swept(page, search),
    total: async (search) => (await page({ ...search, fields: [] }, 1)).total ?? null,
    zone: async () => textOf((await ownUser({ get, list }, whoReads(options, deps)))?.Timezone),
    newest: (search) => newestOf(http, search),
    refusal: (search) => refusalOf(http, pagePath({ ...search, fields: [] }, 1)),
    file: fileReader(http),
  };
}

function whoReads({ token, user }: RtOptions, { secret }: Deps): Who {
  return token === undefined ? { login: user ?? '' } : { token: secret(token).reveal() };
}

function openRest(web: string, options: RtOptions, { secret, rateLimit: shared }: Deps): Http {
  const { token, user, password } = options;
  const rateLimit = rateLimitOf(options, CONCURRENCY);
  const common = { system: SYSTEM, rateLimit, ...(shared && { limit: shared(`${web}/`, rateLimit) }) };
  const rest = { ...common, url: `${web}/REST/2.0` };
  if (token !== undefined) {
    return openHttp({ ...rest, headers: () => ({ authorization: `token ${secret(token).reveal()}` }) });
  }
  const account = { user: user ?? '', password: () => secret(password ?? '') };
  const front = openHttp({ system: SYSTEM, url: web, rateLimit: { concurrency: 1, rate: null } });
  return openHttp({ ...rest, session: webSession(front, web, account) });
}

async function getObject(http: Http, path: string): Promise<JsonObject | undefined> {
  const { status, body } = await http.json({ method: 'GET', path, accept: [404] });
  if (status === 404) return undefined;
  if (!isObject(body)) throw unshaped(path, 'not an object');
  return body;
}

async function readPage(http: Http, path: string): Promise<ListPage> {
  const { body } = await http.json({ method: 'GET', path });
  const parsed = pageShape.safeParse(body);
  if (!parsed.success) throw unshaped(path, 'not a page of a list');
  return parsed.data;
}

/** The newest row may be hidden from this account: then the newest one it may see, looked for on the first few pages. */
async function newestOf(http: Http, search: Omit<Search, 'fields'>): Promise<number> {
  const path = newestPath({ ...search, fields: [] }, 1);
  const first = await readPage(http, path);
  let [row] = first.items;
  for (let page = 1; row === undefined && typeof first.total !== 'number' && page <= PATIENCE; page += 1) {
    [row] = (await readPage(http, newestPath({ ...search, fields: [] }, PER_PAGE, page))).items;
  }
  if (row === undefined) return 0;
  const id = numberOf(row.id);
  if (id === undefined) throw unshaped(path, 'a row without a numeric id');
  return id;
}

/** RT's parser explains in `message` what it didn't understand. */
async function refusalOf(http: Http, path: string): Promise<string | null> {
  const { status, body } = await http.json({ method: 'GET', path, accept: [400] });
  if (status !== 400) return null;
  return isObject(body) && typeof body.message === 'string'
    ? withoutPlace(body.message)
    : 'the query was refused without a reason';
}

/** Perl adds the file and line of its own source. */
function withoutPlace(message: string): string {
  return message.replace(/ at \S+ line \d+\.?\s*$/, '').trim();
}
