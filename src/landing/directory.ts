/** The landing in a directory. */
import type { Landing } from './port.ts';

export declare function openLanding(directory: string): Landing;
