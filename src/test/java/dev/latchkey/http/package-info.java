/** The library as a server uses it. */
@NullMarked
package dev.latchkey.http;

import org.jspecify.annotations.NullMarked;
