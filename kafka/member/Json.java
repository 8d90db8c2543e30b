package partitionlab.member;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much JSON as the member speaks, so that no jar beside Kafka's own client is loaded. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Objects become maps, arrays lists, numbers longs. Throws IllegalArgumentException. */
    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipBlanks();
        if (json.at < text.length()) throw json.unexpected();
        return value;
    }

    private Object value() {
        skipBlanks();
        char c = peek();
        if (c == '{') return object();
        if (c == '[') return array();
        if (c == '"') return string();
        if (c == '-' || (c >= '0' && c <= '9')) return number();
        if (text.startsWith("true", at)) return literal("true", Boolean.TRUE);
        if (text.startsWith("false", at)) return literal("false", Boolean.FALSE);
        if (text.startsWith("null", at)) return literal("null", null);
        throw unexpected();
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        skipBlanks();
        if (peek() == '}') {
            at++;
            return fields;
        }
        while (true) {
            skipBlanks();
            String name = string();
            skipBlanks();
            expect(':');
            fields.put(name, value());
            skipBlanks();
            if (peek() == '}') break;
            expect(',');
        }
        at++;
        return fields;
    }

    private List<Object> array() {
        List<Object> values = new ArrayList<>();
        at++;
        skipBlanks();
        if (peek() == ']') {
            at++;
            return values;
        }
        while (true) {
            values.add(value());
            skipBlanks();
            if (peek() == ']') break;
            expect(',');
        }
        at++;
        return values;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') return out.toString();
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        switch (c) {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u':
                if (at + 4 > text.length()) throw unexpected();
                char unit = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                at += 4;
                return unit;
            default: return c;
        }
    }

    private Long number() {
        int start = at++;
        while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
        return Long.valueOf(text.substring(start, at));
    }

    private Object literal(String word, Object value) {
        at += word.length();
        return value;
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') at++;
    }

    private char peek() {
        if (at >= text.length()) throw unexpected();
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) throw unexpected();
        at++;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("not JSON at " + at + ": " + text);
    }

    /** Writes maps, lists, strings, numbers, booleans and null. */
    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> fields) {
            char before = '{';
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                out.append(before);
                appendString(out, field.getKey().toString());
                out.append(':');
                append(out, field.getValue());
                before = ',';
            }
            out.append(fields.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> values) {
            char before = '[';
            for (Object element : values) {
                out.append(before);
                append(out, element);
                before = ',';
            }
            out.append(values.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            appendString(out, string);
        } else {
            out.append(value);
        }
    }

    private static void appendString(StringBuilder out, String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029)
                out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
