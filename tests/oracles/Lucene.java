// Runs Lucene's normalisers for lucene.py, over pipes. Java compiles it when it starts:
//
//     java -cp 'lucene-core.jar:lucene-analyzers-common.jar' Lucene.java
//
// First it writes its version. Then, again and again, it reads the name of an operation, a count and
// so many texts, and writes what the operation makes of each. A text is its length in bytes and its
// UTF-8.

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizer;
import org.apache.lucene.analysis.ckb.SoraniNormalizer;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.fa.PersianNormalizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.Version;

public final class Lucene {
  /** One token, the whole text: a filter needs a stream to filter. */
  static final class OneToken extends TokenStream {
    final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    String next;

    @Override
    public final boolean incrementToken() {
      if (next == null) {
        return false;
      }
      clearAttributes();
      term.append(next);
      next = null;
      return true;
    }
  }

  static final OneToken TOKEN = new OneToken();
  static final DecimalDigitFilter DIGITS = new DecimalDigitFilter(TOKEN);

  static String run(String operation, String text) throws IOException {
    char[] chars = text.toCharArray();
    switch (operation) {
      case "arabic":
        return new String(chars, 0, new ArabicNormalizer().normalize(chars, chars.length));
      case "persian":
        return new String(chars, 0, new PersianNormalizer().normalize(chars, chars.length));
      case "sorani":
        return new String(chars, 0, new SoraniNormalizer().normalize(chars, chars.length));
      case "decimal-digit":
        TOKEN.next = text;
        DIGITS.incrementToken();
        return TOKEN.term.toString();
      default:
        throw new IllegalArgumentException(operation);
    }
  }

  static String read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    write(out, Version.LATEST.toString());
    out.flush();
    while (true) {
      String operation;
      try {
        operation = read(in);
      } catch (EOFException end) {
        return;
      }
      String[] texts = new String[in.readInt()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = read(in);
      }
      for (String text : texts) {
        write(out, run(operation, text));
      }
      out.flush();
    }
  }
}
