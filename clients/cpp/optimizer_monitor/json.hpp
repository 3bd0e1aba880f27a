// Numbers, texts and structures as JSON, the way they travel: NaN and infinities as strings, texts as valid UTF-8.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace optimizer_monitor::detail {

/** Bytes kept of a name and of a text; the engine cuts them at 500 and 10,000 UTF-16 units. */
inline constexpr std::size_t kNameBytes = 2'000;
inline constexpr std::size_t kTextBytes = 40'000;

/** Whether a number is none; -ffast-math cannot confuse it either. */
inline bool isNan(double value) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return (bits & 0x7fff'ffff'ffff'ffff) > 0x7ff0'0000'0000'0000;
}

/** Whether a number is neither NaN nor infinite. Looks at the bits: with -ffast-math, std::isfinite always says yes. */
inline bool isFinite(double value) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return ((bits >> 52) & 0x7ff) != 0x7ff;
}

/** The name of a number that is not finite, as it travels. */
inline const char* nameOfNotFinite(double value) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    if ((bits & 0xf'ffff'ffff'ffff) != 0) return "\"NaN\"";
    return (bits >> 63) == 0 ? "\"Infinity\"" : "\"-Infinity\"";
}

inline void appendInteger(std::string& out, long long value) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

/** Appends a finite number such that reading it gives the same number. */
inline void appendFraction(std::string& out, double value) {
    char text[40];
#if defined(__cpp_lib_to_chars) && __cpp_lib_to_chars >= 201611L
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
#else
    const int length = std::snprintf(text, sizeof text, "%.17g", value);
    // The program's locale may write a decimal comma.
    for (int i = 0; i < length; ++i) out += std::strchr("0123456789+-eE", text[i]) == nullptr ? '.' : text[i];
#endif
}

/** Appends a number; what JSON has no literal for is a string. */
inline void appendNumber(std::string& out, double value) {
    constexpr double kExact = 9'007'199'254'740'992.0;
    if (!isFinite(value)) {
        out += nameOfNotFinite(value);
    } else if (value > -kExact && value < kExact && value == static_cast<double>(static_cast<long long>(value))) {
        appendInteger(out, static_cast<long long>(value));
    } else {
        appendFraction(out, value);
    }
}

/** How many bytes the valid UTF-8 character at the beginning of a text has; 0 where there is none. */
inline std::size_t characterBytes(std::string_view text) noexcept {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if ( text.size() < length) return 0;
    // Overlong forms, surrogates and what is beyond Unicode show in the second byte.
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (byte(1) < low || byte(1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    return length;
}

inline void appendEscaped(std::string& out, char character) {
    constexpr char kHex[] = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(character);
    if (code < 0x20) {
        out += "\\u00";
        out += kHex[code >> 4];
        out += kHex[code & 15];
    } else {
        if (character == '"' || character == '\\') out += '\\';
        out += character;
    }
}

/** Appends a text as a JSON string, cut after so many bytes; bytes that are no UTF-8 become U+FFFD. */
inline void appendText(std::string& out, std::string_view text, std::size_t limit = kNameBytes) {
    out += '"';
    const std::size_t end = text.size() < limit ? text.size() : limit;
    for (std::size_t at = 0; at < end;) {
        const std::size_t length = characterBytes(text.substr(at));
        if (at + length > end) break;
        if (length == 0) out += "\xef\xbf\xbd";
        else if (length == 1) appendEscaped(out, text[at]);
        else out.append(text.substr(at, length));
        at += length == 0 ? 1 : length;
    }
    out += '"';
}

template <class T, class = void>
struct IsRange : std::false_type {};
template <class T>
struct IsRange<T, std::void_t<decltype(std::begin(std::declval<const T&>()) != std::end(std::declval<const T&>()))>>
    : std::bool_constant<!std::is_convertible_v<const T&, std::string_view>> {};

template <class T>
inline constexpr bool isRange = IsRange<T>::value;

}  // namespace optimizer_monitor::detail

namespace optimizer_monitor {

/**
 * Any JSON value, made of numbers, texts, true and false, null, ranges (lists) and pairs with names (objects):
 * `{{"F", 0.7}, {"strategy", "rand/1/bin"}, {"bounds", std::vector{-5.0, 5.0}}}`. Made with nothing, it is absent.
 */
class Json {
public:
    Json() = default;
    Json(std::nullptr_t) : text_("null") {}
    Json(const char* text) { detail::appendText(text_, text, detail::kTextBytes); }
    Json(std::string_view text) { detail::appendText(text_, text, detail::kTextBytes); }
    Json(const std::string& text) : Json(std::string_view(text)) {}

    /** An object. */
    Json(std::initializer_list<std::pair<std::string, Json>> members) { appendMembers(members); }

    /** True, false or a number. An integer beyond what a double holds travels as text. */
    template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    Json(T value) {
        if constexpr (std::is_same_v<T, bool>) text_ = value ? "true" : "false";
        else if constexpr (std::is_integral_v<T>) setInteger(value);
        else detail::appendNumber(text_, static_cast<double>(value));
    }

    /** A list; a map with texts as keys is an object. At most 10,000 entries are kept. */
    template <class Range, std::enable_if_t<detail::isRange<Range> && !std::is_same_v<Range, Json>, int> = 0>
    Json(const Range& range) {
        using Entry = std::decay_t<decltype(*std::begin(range))>;
        if constexpr (std::is_constructible_v<std::pair<std::string, Json>, const Entry&>) appendMembers(range);
        else appendEntries(range);
    }

    /** An object without members. */
    static Json object() { return fromText("{}"); }

    /** A list of values of any kinds. */
    static Json list(std::initializer_list<Json> entries) {
        Json json;
        json.appendEntries(entries);
        return json;
    }

    bool isAbsent() const noexcept { return text_.empty(); }
    /** Whether this is an object: its members can be parameters. */
    bool isObject() const noexcept { return !text_.empty() && text_.front() == '{'; }
    /** Whether this is one number or one text: it can be a seed. */
    bool isNumberOrText() const noexcept { return !text_.empty() && std::strchr("{[tfn", text_.front()) == nullptr; }
    const std::string& text() const noexcept { return text_; }

private:
    static constexpr std::size_t kMaxEntries = 10'000;

    static Json fromText(std::string text) {
        Json json;
        json.text_ = std::move(text);
        return json;
    }

    template <class T>
    void setInteger(T value) {
        constexpr long long kExact = 9'007'199'254'740'992;
        constexpr auto kLargest = static_cast<unsigned long long>(kExact);
        const bool isExact = value <= T{} ? static_cast<long long>(value) >= -kExact
                                          : static_cast<unsigned long long>(value) <= kLargest;
        text_ = isExact ? std::to_string(value) : '"' + std::to_string(value) + '"';
    }

    template <class Range>
    void appendEntries(const Range& range) {
        std::size_t count = 0;
        text_ += '[';
        for (const auto& entry : range) {
            if (count++ == kMaxEntries) break;
            if (count > 1) text_ += ',';
            appendValue(Json(entry));
        }
        text_ += ']';
    }

    template <class Range>
    void appendMembers(const Range& range) {
        std::size_t count = 0;
        text_ += '{';
        for (const auto& [name, value] : range) {
            if (count++ == kMaxEntries) break;
            if (count > 1) text_ += ',';
            detail::appendText(text_, name);
            text_ += ':';
            appendValue(Json(value));
        }
        text_ += '}';
    }

    void appendValue(const Json& value) { text_ += value.isAbsent() ? "null" : value.text_; }

    std::string text_;
};

}  // namespace optimizer_monitor
