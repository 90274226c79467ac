import { setUp } from '@parallax/local';

// A set-up in a process of its own, for a test to kill.
await setUp({ parts: ['binding'] });
