/** The workload: deterministic tickets as CSV, about 1.4 kB a row, Chinese and English, with two comments in a JSON cell. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const COLUMNS = [
  'number',
  'kind',
  'title',
  'body',
  'status',
  'priority',
  'created_at',
  'updated_at',
  'tags',
  'comments',
];
const STATUSES = ['new', 'open', 'pending', 'resolved', 'closed'];
const PRIORITIES = ['p1', 'p2', 'p3', 'p4'];
const SENTENCES = [
  '专线自今晨六点起丢包，客户反映视频会议断续。',
  'The branch office reports high latency on the backup path.',
  '已通知供应商核查机房侧光模块，等待回复。',
  'Configuration was rolled back; traffic is normal again.',
  '客户要求书面说明原因与恢复时间。',
  'Rebooted the access router and collected the logs.',
];

/** Writes `rows` rows; the same number gives the same bytes. */
export async function writeTickets(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${COLUMNS.join(',')}\n`);
  for (let row = 1; row <= rows; row += 1) {
    if (!out.write(`${cells(row).map(quote).join(',')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function cells(row: number): readonly string[] {
  const at = new Date(Date.UTC(2025, 0, 1) + row * 60_000).toISOString();
  const body = Array.from({ length: 6 }, (_, index) => SENTENCES[(row * 7 + index * 5) % SENTENCES.length]).join(' ');
  const comments = [1, 2].map((id) => ({ id, at, internal: id === 2, body: `${body.slice(0, 160)} #${row}.${id}` }));
  return [
    `T${String(row).padStart(7, '0')}`,
    'incident',
    `${SENTENCES[row % SENTENCES.length]} (${row})`,
    `${body}\n${body.slice(0, 120)}`,
    STATUSES[row % STATUSES.length] ?? 'open',
    PRIORITIES[row % PRIORITIES.length] ?? 'p3',
    at,
    at,
    'network;monitoring',
    JSON.stringify(comments),
  ];
}

function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
