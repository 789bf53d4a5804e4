package dev.heed.models.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.engine.op.Pooling;
import dev.heed.models.TinyModel;
import dev.heed.models.spec.ModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  @TempDir Path folder;

  @BeforeEach
  void writeASentenceModel() {
    TinyModel.encoder().write(folder);
    TinyModel.text(
        folder.resolve("modules.json"),
        "[{\"path\": \"\", \"type\": \"x.Transformer\"}, {\"path\": \"1\", \"type\": \"x.Pooling\"}]");
    TinyModel.text(folder.resolve("sentence_bert_config.json"), "{\"do_lower_case\": true}");
  }

  @Test
  void textsThatWouldHaveToBePutIntoLowerCaseAreRefused() {
    try (ModelSource source = ModelSource.open(folder)) {
      assertThatThrownBy(source::embedding)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("sentence_bert_config.json sets do_lower_case");
    }
  }

  @Test
  void aTokenizerThatDoesItAnywayIsEnough() {
    TinyModel.text(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    try (ModelSource source = ModelSource.open(folder)) {
      assertThat(source.embedding().pooling()).isEqualTo(Pooling.MEAN);
    }
  }
}
