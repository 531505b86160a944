#!/usr/bin/env node
/** Says so where Node is too old, else starts the CLI. An old Node must be able to read this file: it imports the rest later. */
import { oldNode } from '../embedded/node-version.mjs';

const tooOld = oldNode(process.versions.node);
if (tooOld === null) void import('./start.mjs');
else {
  console.error(tooOld);
  process.exitCode = 1;
}
