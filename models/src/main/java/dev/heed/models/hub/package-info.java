/**
 * Downloads models from a hub that speaks Hugging Face's protocol, into the cache that Python's
 * huggingface_hub keeps: both use what either has downloaded.
 *
 * <p>Here belong the protocol, the choice of files and the layout of the cache. What the files mean
 * belongs to {@code checkpoint} and {@code load}; nothing here opens a model. Start with {@link
 * dev.heed.models.hub.ModelHub}, then {@link dev.heed.models.hub.HubCache}.
 *
 * <p>A hub is taken for hostile: names, sizes, hashes, redirects and the length of every answer are
 * checked, no file gets its name before its hash agrees, and nothing is written through a link that
 * leads out of the cache. The token goes to the hub's own host alone.
 */
@NullMarked
package dev.heed.models.hub;

import org.jspecify.annotations.NullMarked;
