#include "admin/notify_state.h"

#include <array>
#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr std::string_view kFirstLine = "sallyport-notify\t1";
constexpr std::string_view kLastLine = "end";

using Words = std::vector<std::string>;

/// The texts of HeldNews, in the order in which they stand.
constexpr std::array kNewsTexts = {
    &HeldNews::id,       &HeldNews::time,   &HeldNews::relay,
    &HeldNews::sender,   &HeldNews::subject, &HeldNews::action,
    &HeldNews::category, &HeldNews::finding, &HeldNews::scanner,
    &HeldNews::folder,   &HeldNews::client};

std::string Line(const Words& words) {
  std::string line;
  for (const std::string& word : words)
    line += (line.empty() ? "" : "\t") + EscapeField(word);
  return line + "\n";
}

template <typename Number>
bool ReadNumber(const std::string& word, Number* number) {
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, *number);
  return !word.empty() && read.ec == std::errc() && read.ptr == end;
}

std::string NewsLine(const HeldNews& news) {
  Words words = {"waiting", std::to_string(news.since)};
  for (const auto text : kNewsTexts) words.push_back(news.*text);
  return Line(words);
}

std::string NoticeLine(const Notice& notice) {
  Words words = {"due",
                 std::string(Name(notice.kind)),
                 notice.to,
                 notice.language,
                 std::to_string(notice.since),
                 std::to_string(notice.doubts),
                 std::to_string(notice.digest.generation),
                 std::to_string(notice.digest.bytes)};
  for (const auto& [name, value] : notice.fields) {
    words.push_back(name);
    words.push_back(value);
  }
  return Line(words);
}

bool ReadLog(const Words& words, NotifyState* state) {
  LogPlace place;
  if (words.size() != 7 || !ReadNumber(words[2], &place.inode) ||
      !ReadNumber(words[3], &place.offset))
    return false;
  place.tail = words[4];
  place.last_time = words[5];
  place.newest = words[6];
  state->logs[words[1]] = place;
  return true;
}

bool ReadWaiting(const Words& words, NotifyState* state) {
  HeldNews news;
  if (words.size() != kNewsTexts.size() + 2 ||
      !ReadNumber(words[1], &news.since))
    return false;
  for (size_t i = 0; i < kNewsTexts.size(); ++i)
    news.*kNewsTexts[i] = words[i + 2];
  state->waiting.push_back(std::move(news));
  return true;
}

bool ReadScanner(const Words& words, NotifyState* state) {
  ScannerTrouble trouble;
  if (words.size() != 8 || !ReadNumber(words[2], &trouble.since) ||
      !ReadNumber(words[3], &trouble.last) ||
      !ReadNumber(words[4], &trouble.failures) ||
      !ReadNumber(words[5], &trouble.told) ||
      !ReadNumber(words[6], &trouble.back))
    return false;
  trouble.reason = words[7];
  state->scanners[words[1]] = trouble;
  return true;
}

bool ReadDue(const Words& words, NotifyState* state) {
  Notice notice;
  constexpr size_t kFront = 8;
  if (words.size() < kFront || words.size() % 2 != 0) return false;
  bool known = false;
  for (const NoticeKind kind : kNoticeKinds) {
    if (Name(kind) != words[1]) continue;
    notice.kind = kind;
    known = true;
  }
  if (!known || !ReadNumber(words[4], &notice.since) ||
      !ReadNumber(words[5], &notice.doubts) ||
      !ReadNumber(words[6], &notice.digest.generation) ||
      !ReadNumber(words[7], &notice.digest.bytes))
    return false;
  notice.to = words[2];
  notice.language = words[3];
  for (size_t i = kFront; i < words.size(); i += 2)
    notice.fields[words[i]] = words[i + 1];
  state->due.push_back(std::move(notice));
  return true;
}

bool ReadLine(const Words& words, NotifyState* state) {
  const std::string& word = words[0];
  if (word == "log") return ReadLog(words, state);
  if (word == "waiting") return ReadWaiting(words, state);
  if (word == "scanner") return ReadScanner(words, state);
  if (word == "due") return ReadDue(words, state);
  if (word == "serial" && words.size() == 2)
    return ReadNumber(words[1], &state->serial);
  if (words.size() != 3) return false;
  if (word == "made") {
    auto& made = state->rate.made.emplace_back(0, words[2]);
    return ReadNumber(words[1], &made.first);
  }
  if (word == "untold")
    return ReadNumber(words[2], &state->rate.untold[words[1]]);
  return word == "digest" &&
         ReadNumber(words[1], &state->digest.generation) &&
         ReadNumber(words[2], &state->digest.bytes);
}

}  // namespace

std::string FormatNotifyState(const NotifyState& state) {
  std::string text(kFirstLine);
  text += "\n";
  text += Line({"serial", std::to_string(state.serial)});
  for (const auto& [name, place] : state.logs)
    text += Line({"log", name, std::to_string(place.inode),
                  std::to_string(place.offset), place.tail,
                  place.last_time, place.newest});
  for (const HeldNews& news : state.waiting) text += NewsLine(news);
  for (const auto& [seconds, to] : state.rate.made)
    text += Line({"made", std::to_string(seconds), to});
  for (const auto& [to, count] : state.rate.untold)
    text += Line({"untold", to, std::to_string(count)});
  for (const auto& [name, trouble] : state.scanners)
    text += Line({"scanner", name, std::to_string(trouble.since),
                  std::to_string(trouble.last),
                  std::to_string(trouble.failures),
                  std::to_string(trouble.told), std::to_string(trouble.back),
                  trouble.reason});
  text += Line({"digest", std::to_string(state.digest.generation),
                std::to_string(state.digest.bytes)});
  for (const Notice& notice : state.due) text += NoticeLine(notice);
  text += kLastLine;
  return text + "\n";
}

Result<NotifyState> ParseNotifyState(std::string_view text) {
  const Error damaged = FormatError(kNotifyState, "is damaged");
  std::vector<std::string_view> lines = Split(text, '\n');
  if (lines.size() < 3 || lines.front() != kFirstLine ||
      !lines.back().empty() || lines[lines.size() - 2] != kLastLine)
    return damaged;
  NotifyState state;
  for (size_t i = 1; i + 2 < lines.size(); ++i) {
    Words words;
    for (const std::string_view field : Split(lines[i], '\t')) {
      Result<std::string> word = UnescapeField(field);
      if (!word.ok()) return damaged;
      words.push_back(std::move(word.value()));
    }
    if (!ReadLine(words, &state)) return damaged;
  }
  return state;
}

}  // namespace sallyport
