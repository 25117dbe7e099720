#include "unpack/encoded_names.h"

#include <algorithm>
#include <optional>

#include "base/hex_digit.h"
#include "unpack/charset.h"
#include "unpack/data_uri.h"
#include "unpack/lenient_base64.h"
#include "unpack/names.h"
#include "unpack/references.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
// Encodings in encodings are followed as deep.
constexpr int kMaxSteps = 3;
// So many readings of one value are followed.
constexpr size_t kMaxReadings = 32;
// A longer value is no name in an encoding that a program would take.
constexpr size_t kMaxEncoded = 4 * 1024;

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string Recode(std::string_view text, Recoder* recoder) {
  std::string out;
  recoder->Take(text, &out);
  recoder->Finish(&out);
  return out;
}

/// `bytes` in `charset` as UTF-8, where that makes a difference for ASCII.
std::string FromCharset(std::string_view bytes, Charset charset) {
  const std::unique_ptr<Recoder> recoder = NewCharsetRecoder(charset);
  return recoder == nullptr ? std::string(bytes) : Recode(bytes, recoder.get());
}

std::string DecodeQ(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '_') {
      out += ' ';
    } else if (text[at] == '=' && at + 2 < text.size() &&
               HexDigit(text[at + 1]) >= 0 && HexDigit(text[at + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[at + 1]) << 4 |
                               HexDigit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

struct Word {
  Charset charset = Charset::kOther;
  bool base64 = false;
  std::string_view text;
  size_t end = 0;  // behind the word, in what it was read from
};

/// The word that begins with "=?" at `at`, if it is one. It may lack its end.
/// `next_end` is where "?=" stands next, as the words before found it: none of
/// them searches all of the text again.
std::optional<Word> ReadWord(std::string_view all, size_t at,
                             size_t* next_end) {
  const size_t charset_end = all.find('?', at + 2);
  if (charset_end == std::string_view::npos) return std::nullopt;
  const size_t encoding_end = all.find('?', charset_end + 1);
  if (encoding_end == std::string_view::npos) return std::nullopt;
  const std::string_view encoding =
      Trim(all.substr(charset_end + 1, encoding_end - charset_end - 1));
  if (encoding.size() != 1 ||
      std::string_view("bBqQ").find(encoding[0]) == std::string_view::npos)
    return std::nullopt;
  Word word;
  word.base64 = (encoding[0] | 0x20) == 'b';
  std::string_view charset = all.substr(at + 2, charset_end - at - 2);
  charset = charset.substr(0, charset.find('*'));  // and a language
  word.charset = CharsetByName(charset);
  const size_t begin = encoding_end + 1;
  // The text of the Q encoding may begin with an equals sign.
  if (*next_end < begin) *next_end = all.find("?=", begin);
  size_t stop = *next_end;
  while (stop != std::string_view::npos && word.base64 &&
         all.substr(stop + 2).starts_with('='))
    ++stop;
  const size_t next = all.find("=?", begin);
  if (stop == std::string_view::npos || (next < stop && next + 1 != stop)) {
    stop = std::min(next, all.size());
    word.end = stop;
  } else {
    word.end = stop + 2;
  }
  word.text = all.substr(begin, stop - begin);
  // Of its end there may be half.
  if (word.end == all.size() && word.text.ends_with('?'))
    word.text.remove_suffix(1);
  return word;
}

std::string DecodeText(bool base64, std::string_view text) {
  if (!base64) return DecodeQ(text);
  LenientBase64 decoder(LenientBase64::Stops::kNever);
  return Recode(text, &decoder);
}

std::string WithoutBlanks(std::string_view text) {
  std::string out(text);
  std::erase_if(
      out, [](char c) { return kBlanks.find(c) != std::string_view::npos; });
  return out;
}

/// The readings that are one step away.
std::vector<std::string> Decodings(const std::string& value) {
  std::vector<std::string> readings;
  const size_t equals = value.find('=');
  const size_t mark = value.find('?');
  if (equals != std::string::npos && mark != std::string::npos) {
    readings.push_back(DecodeWords(value, false));
    readings.push_back(DecodeWords(value, true));
    if (value.find_first_of(kBlanks) != std::string::npos)
      readings.push_back(DecodeWords(WithoutBlanks(value), false));
  }
  if (value.find('%') != std::string::npos)
    readings.push_back(DecodePercent(value));
  if (value.find('&') != std::string::npos)
    readings.push_back(DecodeReferences(value));
  if (value.find('\'') != std::string::npos)
    for (std::string& reading : DecodeExtended(value))
      readings.push_back(std::move(reading));
  return readings;
}

}  // namespace

std::string DecodePercent(std::string_view text) {
  PercentRecoder recoder;
  return Recode(text, &recoder);
}

std::string DecodeWords(std::string_view text, bool joined) {
  std::string out;
  std::string held;  // encoded text that the next word may go on with
  std::optional<Word> last;
  size_t next_end = 0;
  const auto flush = [&] {
    if (last) out += FromCharset(DecodeText(last->base64, held), last->charset);
    last.reset();
    held.clear();
  };
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find("=?", at);
    const std::string_view between =
        text.substr(at, std::min(begin, text.size()) - at);
    const std::optional<Word> word = begin == std::string_view::npos
                                         ? std::nullopt
                                         : ReadWord(text, begin, &next_end);
    // Blanks between two words belong to neither.
    const bool adjacent = last && word && Trim(between).empty();
    if (!adjacent || !joined || word->base64 != last->base64 ||
        word->charset != last->charset)
      flush();
    if (!adjacent) out += between;
    if (!word) {
      if (begin == std::string_view::npos) break;
      out += "=?";
      at = begin + 2;
      continue;
    }
    held += word->text;
    last = word;
    at = word->end;
  }
  flush();
  return out;
}

std::vector<std::string> DecodeExtended(std::string_view text) {
  const size_t first = text.find('\'');
  if (first == std::string_view::npos) return {};
  const size_t second = text.find('\'', first + 1);
  const std::string_view name = text.substr(0, first);
  if (name.size() > 40) return {};
  const Charset charset = CharsetByName(name);
  std::vector<std::string> readings;
  for (const size_t quote : {first, second}) {
    if (quote == std::string_view::npos) continue;
    const std::string bytes = DecodePercent(text.substr(quote + 1));
    readings.push_back(FromCharset(bytes, charset));
    if (charset == Charset::kUtf16 || charset == Charset::kUtf16Be)
      readings.push_back(FromCharset(bytes, Charset::kUtf16Le));
    if (charset == Charset::kUtf16Le)
      readings.push_back(FromCharset(bytes, Charset::kUtf16Be));
    if (charset == Charset::kUtf32)
      readings.push_back(FromCharset(bytes, Charset::kUtf32Le));
  }
  return readings;
}

bool AddHeaderName(std::string_view value, std::vector<std::string>* names) {
  if (value.size() > kMaxEncoded) return AddName(value, names);
  std::vector<std::string> readings = {std::string(value)};
  size_t done = 0;
  bool room = true;
  for (int step = 0; step < kMaxSteps; ++step) {
    const size_t known = readings.size();
    for (; done < known; ++done) {
      for (std::string& reading : Decodings(readings[done])) {
        if (std::find(readings.begin(), readings.end(), reading) !=
            readings.end())
          continue;
        room = room && readings.size() < kMaxReadings;
        if (room) readings.push_back(std::move(reading));
      }
    }
  }
  for (const std::string& reading : readings)
    room = AddName(reading, names) && room;
  return room;
}

}  // namespace sallyport
