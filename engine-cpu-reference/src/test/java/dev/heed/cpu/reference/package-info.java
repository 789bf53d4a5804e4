/** What is special about the plain loops; what every backend must do is the contract's business. */
@NullMarked
package dev.heed.cpu.reference;

import org.jspecify.annotations.NullMarked;
