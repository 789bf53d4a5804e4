package dev.heed.testkit.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OnnxReaderTest {
  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  @Test
  void aTensorsSizesMayComePackedOrOneByOne() throws IOException {
    byte[] raw = new byte[8];
    byte[] oneByOne =
        message(out -> {
          out.writeInt64(1, 2);
          out.writeInt64(1, 1);
          out.writeInt32(2, 1);
          out.writeByteArray(9, raw);
        });
    byte[] packed =
        message(out -> {
          out.writeByteArray(1, new byte[] {2, 1});
          out.writeInt32(2, 1);
          out.writeByteArray(9, raw);
        });
    assertThat(OnnxReader.tensor(oneByOne).dims()).containsExactly(2, 1);
    assertThat(OnnxReader.tensor(packed).dims()).containsExactly(2, 1);
    assertThat(OnnxReader.tensor(packed).type()).isEqualTo(OnnxType.FLOAT);
  }

  @Test
  void aModelIsItsOneNode() throws IOException {
    OnnxNode node = OnnxReader.model(model(1));
    assertThat(node.operator()).isEqualTo("Gelu");
    assertThat(node.inputs()).containsExactly("x", "");
    assertThat(node.outputs()).containsExactly("y");
    assertThat(node.graphInputs()).containsExactly("x");
    assertThat(node.graphOutputs()).containsExactly("y");
    assertThat(node.text("approximate", "none")).isEqualTo("tanh");
    assertThat(node.whole("axis", 7)).isEqualTo(-1);
    assertThat(node.real("epsilon", 0)).isEqualTo(0.5f);
    assertThat(node.whole("absent", 7)).isEqualTo(7);
  }

  @Test
  void aModelOfSeveralNodesIsRefused() throws IOException {
    byte[] bytes = model(2);
    assertThatThrownBy(() -> OnnxReader.model(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 2");
  }

  @Test
  void aTensorThatEndsEarlyIsRefused() {
    assertThatThrownBy(() -> OnnxReader.tensor(new byte[] {0x4A, 100}))
        .isInstanceOf(IOException.class);
  }

  private static byte[] model(int nodes) throws IOException {
    byte[] node =
        message(out -> {
          out.writeString(1, "x");
          out.writeString(1, "");
          out.writeString(2, "y");
          out.writeString(4, "Gelu");
          out.writeByteArray(5, attribute("approximate", a -> a.writeString(4, "tanh")));
          out.writeByteArray(5, attribute("axis", a -> a.writeInt64(3, -1)));
          out.writeByteArray(5, attribute("epsilon", a -> a.writeFloat(2, 0.5f)));
        });
    byte[] graph =
        message(out -> {
          for (int n = 0; n < nodes; n++) {
            out.writeByteArray(1, node);
          }
          out.writeByteArray(11, message(value -> value.writeString(1, "x")));
          out.writeByteArray(12, message(value -> value.writeString(1, "y")));
        });
    return message(out -> out.writeBytes(7, ByteString.copyFrom(graph)));
  }

  private static byte[] attribute(String name, Body value) throws IOException {
    return message(out -> {
      out.writeString(1, name);
      value.writeTo(out);
    });
  }

  private static byte[] message(Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    body.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }
}
