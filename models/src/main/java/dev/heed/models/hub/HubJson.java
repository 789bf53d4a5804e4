package dev.heed.models.hub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The hub's answers as JSON, and the listing that huggingface_hub keeps of a commit. */
final class HubJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNameLength(65_536)
                          .maxStringLength(1 << 20)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .build();

  private HubJson() {}

  /**
   * One JSON value.
   *
   * @param what error texts call it
   */
  static JsonNode tree(byte[] json, String what) {
    try {
      return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new HubException(
          "%s: is not the JSON that a hub answers with: %s; is this a hub?"
              .formatted(what, Printable.of(String.valueOf(e.getOriginalMessage()))),
          e);
    }
  }

  /** A page of {@code /api/models/ORG/MODEL/tree/COMMIT}. */
  static List<HubFile> page(JsonNode page, String what) {
    if (!page.isArray()) {
      throw new HubException(what + ": expected a list of files; is this a hub?");
    }
    List<HubFile> files = new ArrayList<>();
    for (JsonNode entry : page) {
      if (text(entry, "type").equals("file")) {
        JsonNode lfs = entry.path("lfs");
        boolean large = lfs.isObject();
        files.add(
            new HubFile(
                text(entry, "path"),
                size(large ? lfs : entry),
                hash(entry, "oid"),
                large ? hash(lfs, "oid") : null,
                hash(entry, "xetHash")));
      }
    }
    return files;
  }

  /** What {@code /api/models/ORG/MODEL/revision/REVISION?blobs=true} tells of the files. */
  static List<HubFile> siblings(JsonNode model) {
    List<HubFile> files = new ArrayList<>();
    for (JsonNode entry : model.path("siblings")) {
      JsonNode lfs = entry.path("lfs");
      boolean large = lfs.isObject();
      files.add(
          new HubFile(
              text(entry, "rfilename"),
              size(large ? lfs : entry),
              hash(entry, "blobId"),
              large ? hash(lfs, "sha256") : null,
              null));
    }
    return files;
  }

  /** The listing as huggingface_hub keeps it, in {@code trees/COMMIT.json}. */
  static byte[] kept(FileTree tree) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format_version", 1);
    ObjectNode files = root.putObject("files");
    TreeMap<String, HubFile> sorted = new TreeMap<>();
    tree.files().forEach(file -> sorted.put(file.path(), file));
    sorted.forEach((path, file) -> {
      ObjectNode entry = files.putObject(path);
      entry.put("size", file.size());
      entry.put("blob_id", String.valueOf(file.gitHash()));
      if (file.sha256() != null) {
        entry.put("lfs_sha256", file.sha256().hex());
        entry.put("lfs_size", file.size());
      }
      if (file.xetHash() != null) {
        entry.put("xet_hash", file.xetHash().hex());
      }
    });
    return MAPPER.writeValueAsBytes(root);
  }

  /** The same, read; null where it is of another version. */
  static @Nullable FileTree kept(String commit, byte[] json, String what) {
    JsonNode root = tree(json, what);
    if (root.path("format_version").asInt(0) != 1) {
      return null;
    }
    List<HubFile> files = new ArrayList<>();
    root.path("files")
        .forEachEntry((path, entry) ->
            files.add(
                new HubFile(
                    path,
                    size(entry),
                    hash(entry, "blob_id"),
                    hash(entry, "lfs_sha256"),
                    hash(entry, "xet_hash"))));
    return new FileTree(commit, files);
  }

  static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }

  private static long size(JsonNode node) {
    JsonNode size = node.path("size");
    return size.isIntegralNumber() && size.canConvertToLong() ? size.longValue() : -1;
  }

  private static @Nullable FileHash hash(JsonNode node, String name) {
    return FileHash.parse(text(node, name)).orElse(null);
  }
}
