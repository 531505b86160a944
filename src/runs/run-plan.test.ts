/** Which lanes a route has, in which order, and what is refused before anything starts. */
import { describe, expect, test } from 'vitest';
import { compileMapping } from '../mapping/compile.ts';
import { MASTERS } from '../model/entity.ts';
import type { Route } from '../project/configuration.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import { sha256 } from '../sha256.ts';
import { type PlanRequest, planRun } from './run-plan.ts';

const REQUIRED: Readonly<Record<string, string>> = {
  ticket: 'title: t, number: n, status: { const: open }, kind: { const: incident }',
  article: 'title: t, body: b',
  person: 'name: n, kind: { const: agent }',
  'sla-commitment': 'party: { const: customer }, standing: { const: promised }',
  service: 'kind: { const: maintenance }',
};

function mapping(
  source: string,
  to: string,
  more: { from?: string; match?: string; name?: string } = {},
): BoundMapping {
  const text = `mapping: ${more.name ?? to}
version: 1.0.0
from: ${more.from ?? source}/${to}@1
to: console/${to}@1
key: id
${more.match ?? ''}
fields: { ${REQUIRED[to] ?? 'name: n'} }
`;
  const file = `mappings/${to}.yaml`;
  return {
    mapping: compileMapping({ file, text, tables: {}, sha256 }),
    file,
    text,
    tables: {},
    lock: 'unlocked',
    source,
  };
}

const MATCH = 'identities: [{ kind: code, from: code }]\nmatch: [[code]]';

function request(
  mappings: readonly BoundMapping[],
  more: Partial<Route & Pick<PlanRequest, 'only'>> = {},
): PlanRequest {
  const { only = [], ...route } = more;
  const from = route.from ?? [...new Set(mappings.map(({ source }) => source))];
  const sources = Object.fromEntries(
    from.map((name) => {
      const entities = mappings.filter(({ source }) => source === name).map((each) => each.mapping.from.entity);
      return [name, { entities, findings: [] }];
    }),
  );
  return {
    run: 'r1',
    mode: 'full',
    config: '/etc/ferry.yaml',
    targetInstance: 't1',
    mappings,
    sources,
    only,
    route: {
      name: 'x',
      from,
      mappings: [],
      entities: null,
      where: {},
      quarantineLimit: 0.05,
      batch: 500,
      window: 4,
      ...route,
    },
  };
}

const lanes = (planned: ReturnType<typeof planRun>) =>
  planned.plan.levels.map((level) => level.map((group) => group.map(({ lane }) => lane).join('>')));

describe('levels', () => {
  test('follow from which entities point at which', () => {
    const all = ['ticket', 'customer', 'site', 'group', 'person', 'article'].map((to) => mapping('a', to));
    expect(lanes(planRun(request(all)))).toEqual([
      ['a.group', 'a.customer'],
      ['a.site', 'a.person'],
      ['a.article'],
      ['a.ticket'],
    ]);
  });

  test('masters that are matched go one after another in order of precedence, a batch at a time', () => {
    const both = [mapping('b', 'customer', { match: MATCH }), mapping('a', 'customer')];
    const planned = planRun(request(both, { from: ['a', 'b'] }));
    expect(lanes(planned)).toEqual([['a.customer>b.customer']]);
    expect(planned.plan.levels.flat(2).map(({ window, precedence }) => [window, precedence])).toEqual([
      [1, ['a', 'b']],
      [1, ['a', 'b']],
    ]);
  });

  test('everything else goes side by side with the whole window', () => {
    const both = [mapping('a', 'article'), mapping('b', 'article')];
    const planned = planRun(request(both));
    expect(lanes(planned)).toEqual([['a.article', 'b.article']]);
    expect(planned.plan.levels.flat(2)).toMatchObject([{ window: 4, precedence: [] }, { window: 4 }]);
  });

  test('two lanes of one source that may name the same records go one after another', () => {
    const two = [mapping('a', 'customer'), mapping('a', 'customer', { name: 'more' }), mapping('b', 'customer')];
    expect(lanes(planRun(request(two)))).toEqual([['a.customer>a.more', 'b.customer']]);
  });

  test('only masters have a precedence', () => {
    const planned = planRun(request([mapping('a', 'customer'), mapping('a', 'article')]));
    for (const { entity, precedence } of planned.plan.levels.flat(2)) {
      expect(precedence.length > 0).toBe(MASTERS.includes(entity));
    }
  });
});

describe('pins', () => {
  test('hold every mapping of the plan by the hash that its lane names', () => {
    const planned = planRun(request([mapping('a', 'customer'), mapping('a', 'article')]));
    const hashes = planned.plan.levels.flat(2).map(({ mappingHash }) => mappingHash);
    expect(planned.pins.map(({ hash }) => hash).toSorted()).toEqual(hashes.toSorted());
    expect(planned.pins[0]?.text).toContain('mapping: customer');
  });
});

describe('what is asked for', () => {
  const all = [mapping('a', 'customer'), mapping('a', 'article')];

  test('limits the lanes, by the route or by the command', () => {
    expect(lanes(planRun(request(all, { entities: ['article'] })))).toEqual([['a.article']]);
    expect(lanes(planRun(request(all, { only: ['customer'] })))).toEqual([['a.customer']]);
  });

  test('and not there is refused, with the one that was meant', () => {
    expect(() => planRun(request(all, { only: ['artcle'] }))).toThrow(
      expect.objectContaining({ code: 'entity-unknown', hint: 'did you mean article?' }),
    );
  });
});

describe('what does not fit', () => {
  test('a mapping that names a source which lacks what it reads is refused', () => {
    const bad = { ...request([mapping('a', 'customer')]), sources: { a: { entities: ['customers'], findings: [] } } };
    expect(() => planRun(bad)).toThrow(
      expect.objectContaining({ code: 'mapping-source', hint: 'did you mean customers?' }),
    );
  });

  test('a mapping by kind that this source cannot feed is left out, and what nobody reads is said', () => {
    const byKind = [mapping('a', 'customer', { from: 'csv' }), mapping('a', 'article', { from: 'csv' })];
    const planned = planRun({ ...request(byKind), sources: { a: { entities: ['customer', 'legacy'], findings: [] } } });
    expect(lanes(planned)).toEqual([['a.customer']]);
    expect(planned.notes).toContain('no mapping reads legacy of a; it stays behind');
    expect(planned.plan.remarks).toEqual([]);
  });

  test('two mappings of one name on one source are refused', () => {
    const twice = [mapping('a', 'customer', { name: 'same' }), mapping('a', 'article', { name: 'same' })];
    expect(() => planRun(request(twice))).toThrow(expect.objectContaining({ code: 'lane-twice' }));
  });

  test('a route that would do nothing is refused', () => {
    const byKind = [mapping('a', 'customer', { from: 'csv' })];
    expect(() => planRun({ ...request(byKind), sources: { a: { entities: [], findings: [] } } })).toThrow(
      expect.objectContaining({ code: 'route-empty' }),
    );
  });
});

describe('a scope', () => {
  const scope = { query: "Queue = 'NOC'", at: 'ferry.yaml:9:5' };
  const both = [mapping('rt', 'ticket'), mapping('csv', 'ticket')];
  const scoped = (where: Route['where']): PlanRequest => {
    const { sources, ...rest } = request(both, { where });
    return { ...rest, sources: { ...sources, rt: { entities: ['ticket'], findings: [], scoped: ['ticket'] } } };
  };
  const wheres = (planned: ReturnType<typeof planRun>) =>
    planned.plan.levels.flat(2).map(({ lane, where }) => [lane, where]);

  test('narrows one lane by its name, and leaves the others alone', () => {
    expect(wheres(planRun(scoped({ 'rt.ticket': scope })))).toEqual([
      ['rt.ticket', scope.query],
      ['csv.ticket', null],
    ]);
  });

  test('is refused with its place where a source of the entity reads everything', () => {
    expect(() => planRun(scoped({ ticket: scope }))).toThrow(
      expect.objectContaining({
        code: 'where-unsupported',
        at: scope.at,
        message: expect.stringContaining('csv.ticket'),
      }),
    );
  });

  test('that nothing would heed is refused with the name that was meant', () => {
    expect(() => planRun(scoped({ tickets: scope }))).toThrow(
      expect.objectContaining({ code: 'where-unknown', at: scope.at, hint: 'did you mean ticket?' }),
    );
  });
});

describe('a drift rule', () => {
  const rule = (policies: object) => ({ policies, at: 'ferry.yaml:9:5' });
  const both = [mapping('rt', 'ticket'), mapping('csv', 'ticket')];

  test('goes kind by kind from the lane over the entity to all, and what none names evolves, but for what is gone', () => {
    const drift = {
      'rt.ticket': rule({ field: 'discard' }),
      ticket: rule({ field: 'freeze', value: 'quarantine' }),
      '*': rule({ value: 'freeze' }),
    };
    const { plan } = planRun(request(both, { drift }));
    expect(plan.levels.flat(2).map((lane) => [lane.lane, lane.drift])).toEqual([
      ['rt.ticket', { field: 'discard', type: 'evolve', value: 'quarantine', gone: 'freeze' }],
      ['csv.ticket', { field: 'freeze', type: 'evolve', value: 'quarantine', gone: 'freeze' }],
    ]);
  });

  test('that nothing would heed is refused with the name that was meant', () => {
    expect(() => planRun(request(both, { drift: { tickets: rule({}) } }))).toThrow(
      expect.objectContaining({ code: 'drift-unknown', at: 'ferry.yaml:9:5', hint: 'did you mean ticket?' }),
    );
  });
});

describe('a rule for what vanished', () => {
  const rule = (policy: 'report' | 'fail' | 'tombstone') => ({ policy, limit: 0.05, at: 'ferry.yaml:9:5' });
  const both = [mapping('rt', 'ticket'), mapping('csv', 'ticket')];

  test('is that of the lane, else of its entity, else of all, and without one it is told', () => {
    const policies = (vanished?: Readonly<Record<string, ReturnType<typeof rule>>>) =>
      planRun(request(both, vanished === undefined ? {} : { vanished }))
        .plan.levels.flat(2)
        .map((lane) => lane.vanished?.policy);
    expect(policies({ 'rt.ticket': rule('fail'), ticket: rule('tombstone') })).toEqual(['fail', 'tombstone']);
    expect(policies({ '*': rule('tombstone') })).toEqual(['tombstone', 'tombstone']);
    expect(policies()).toEqual(['report', 'report']);
  });

  test('that nothing would heed is refused with the name that was meant', () => {
    expect(() => planRun(request(both, { vanished: { tickets: rule('fail') } }))).toThrow(
      expect.objectContaining({ code: 'vanished-unknown', at: 'ferry.yaml:9:5', hint: 'did you mean ticket?' }),
    );
  });
});

describe('a delta', () => {
  const own = mapping('rt', 'ticket');
  const scope = { query: 'open', at: 'ferry.yaml:9:5' };
  const mark = { lane: 'rt.ticket', continuation: 'w7', mappingHash: own.mapping.hash, where: null, run: 'r0' };
  const traits = { entities: ['ticket'], findings: [], scoped: ['ticket'], follows: ['ticket'] };
  const delta = (more: Partial<PlanRequest>): PlanRequest => ({
    ...request([own]),
    mode: 'delta',
    sources: { rt: traits },
    watermarks: [mark],
    ...more,
  });
  const start = (asked: PlanRequest) => {
    const { plan, notes } = planRun(asked);
    return { since: plan.levels.flat(2)[0]?.since, notes };
  };

  test('goes on where the lane has read to, one batch at a time', () => {
    expect(start(delta({}))).toEqual({ since: 'w7', notes: [] });
    expect(planRun(delta({})).plan.levels.flat(2)).toMatchObject([{ window: 1, where: null }]);
  });

  test('is asked for: a full run begins at the beginning', () => {
    expect(start(delta({ mode: 'full' }))).toEqual({ since: null, notes: [] });
  });

  test.each<[string, Partial<PlanRequest>, RegExp]>([
    ['nothing has settled yet', { watermarks: [] }, /no run of it has settled/],
    ['the mapping changed', { watermarks: [{ ...mark, mappingHash: 'other' }] }, /mapping changed since run r0/],
    ['the scope changed', { watermarks: [{ ...mark, where: 'open' }] }, /scope \(where\) changed since run r0/],
    ['the source has no feed', { sources: { rt: { ...traits, follows: [] } } }, /can't tell what changed/],
    ['a scope was added', { route: { ...request([own]).route, where: { ticket: scope } } }, /scope \(where\) changed/],
  ])('reads a lane whole and says why when %s', (_, more, words) => {
    expect(start(delta(more))).toEqual({ since: null, notes: [expect.stringMatching(words)] });
  });
});

describe('what the configuration names and no mapping reads', () => {
  const byKind = [mapping('a', 'customer', { from: 'csv' }), mapping('a', 'ticket', { from: 'csv' })];
  const info = { entities: ['customer', 'tickets'], configured: ['customer', 'tickets'], findings: [] };
  const message =
    'no mapping reads tickets of a; it stays behind (mapping ticket reads ticket: is that what was meant?)';

  test('stays with the run as a remark, with the name that was meant', () => {
    const { plan } = planRun({ ...request(byKind), sources: { a: info } });
    expect(plan.remarks).toEqual([{ source: 'a', message }]);
  });

  test('is only noted where other routes read the same source', () => {
    const { plan, notes } = planRun({ ...request(byKind), sources: { a: info }, shared: ['a'] });
    expect([plan.remarks, notes]).toEqual([[], expect.arrayContaining([message])]);
  });
});

test('keeps with the run what its sources say they cannot see', () => {
  const asked = request([mapping('a', 'article')]);
  const sources = { a: { entities: ['article'], findings: ['no right to see class Internal'] } };
  expect(planRun({ ...asked, sources }).plan.remarks).toEqual([
    { source: 'a', message: 'no right to see class Internal' },
  ]);
});

test('a plan works on a copy of its own, and nothing holds it: what would hold a run is what it is to find out', () => {
  const asked: PlanRequest = { ...request([mapping('a', 'person'), mapping('a', 'ticket')]), mode: 'plan', sample: 5 };
  const { plan } = planRun(asked);
  expect(plan).toMatchObject({ mode: 'plan', basis: 't1', targetInstance: 't1/plan/r1' });
  expect(plan.levels.flat(2)).toMatchObject([
    { lane: 'a.person', quarantineLimit: 1, since: null },
    { lane: 'a.ticket', quarantineLimit: 1, since: null, sample: 5 },
  ]);
  expect(plan.levels.flat(2)[0]).not.toHaveProperty('sample');
});
