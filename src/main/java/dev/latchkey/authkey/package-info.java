/**
 * The key pair that signs login tickets: its files, its rotation, and the tickets themselves,
 * signed and verified.
 */
@NullMarked
package dev.latchkey.authkey;

import org.jspecify.annotations.NullMarked;
