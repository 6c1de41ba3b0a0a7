/** The library's front door: opens a configuration directory and hands out what is kept in it. */
@NullMarked
package dev.latchkey;

import org.jspecify.annotations.NullMarked;
