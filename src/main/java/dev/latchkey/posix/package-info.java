/** The system calls that Java lacks, through the foreign-function API: flock, statx and crypt. */
@NullMarked
package dev.latchkey.posix;

import org.jspecify.annotations.NullMarked;
