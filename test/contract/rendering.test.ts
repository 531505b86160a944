/** Rendering in its own thread: ordinary texts come back rendered, endless ones as written. */
import { afterAll, expect, test } from 'vitest';
import { openRenderer } from '../../src/console/pages/rendering.ts';

const renderer = openRenderer(8000);
afterAll(() => renderer.close());

test('renders each body in its format', async () => {
  const bodies = [
    { format: 'markdown', content: '**线路**' },
    { format: 'html', content: '<b>x</b><script>y</script>' },
    { format: 'text', content: '<b>' },
  ];
  const show = await renderer.render(bodies);
  expect(bodies.map((body) => show(body).html)).toEqual([
    '<div class="prose"><p><strong>线路</strong></p></div>',
    '<div class="prose"><b>x</b></div>',
    '<div class="prose plain">&lt;b&gt;</div>',
  ]);
});

test('shows as written what would take minutes, keeps the program free meanwhile, and goes on afterwards', {
  timeout: 30_000,
}, async () => {
  const hasty = openRenderer(1500);
  try {
    const endless = { format: 'markdown', content: '_a**'.repeat(40_000) };
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 50);
    const show = await hasty.render([endless]);
    clearInterval(clock);
    expect(show(endless).html).toContain('could not be rendered in time');
    expect(ticks).toBeGreaterThan(5);
  } finally {
    await hasty.close();
  }
  const fine = { format: 'markdown', content: '*fine*' };
  expect((await renderer.render([fine]))(fine).html).toContain('<em>fine</em>');
});
