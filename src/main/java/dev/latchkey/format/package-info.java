/** How files are written: section configuration and JSON, read strictly and edited in place. */
@NullMarked
package dev.latchkey.format;

import org.jspecify.annotations.NullMarked;
