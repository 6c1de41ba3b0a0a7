/** API tokens: their ids, secrets, limits and the files that hold them. */
@NullMarked
package dev.latchkey.token;

import org.jspecify.annotations.NullMarked;
