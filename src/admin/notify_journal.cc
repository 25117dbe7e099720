#include "admin/notify_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr mode_t kJournalMode = 0600;
constexpr size_t kMaxJournalBytes = 256 * 1024 * 1024;
constexpr std::string_view kFirstWord = "serial ";

std::string FirstLine(uint64_t serial) {
  return std::string(kFirstWord) + std::to_string(serial);
}

/// Does one line; false if it is none.
bool ApplyLine(std::string_view line, std::vector<bool>* done,
               NotifyState* state) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  const std::string_view word = line.substr(0, blank);
  const char* end = line.data() + line.size();
  size_t place = 0;
  const auto read = std::from_chars(line.data() + blank + 1, end, place);
  if (read.ec != std::errc() || read.ptr != end || place >= done->size())
    return false;
  if (word == "try")
    ++state->due[place].doubts;
  else if (word == "back")
    --state->due[place].doubts;
  else if (word == "done")
    (*done)[place] = true;
  else
    return false;
  return true;
}

}  // namespace

Result<NotifyJournal> NotifyJournal::Begin(int directory, uint64_t serial) {
  const Status begun = ReplaceFile(directory, kNotifyJournal,
                                   FirstLine(serial) + "\n", kJournalMode);
  if (!begun.ok()) return begun.error();
  Result<Fd> file = OpenAt(directory, kNotifyJournal, O_WRONLY | O_APPEND);
  if (!file.ok()) return file.error();
  NotifyJournal journal;
  journal.file_ = std::move(file.value());
  return journal;
}

Status NotifyJournal::Add(const char* word, size_t place) {
  pending_ += std::string(word) + " " + std::to_string(place) + "\n";
  return Sync();
}

void NotifyJournal::Done(size_t place) {
  pending_ += "done " + std::to_string(place) + "\n";
}

Status NotifyJournal::Sync() {
  if (pending_.empty()) return {};
  const Status written = WriteAll(file_.get(), pending_);
  if (!written.ok()) return written;
  pending_.clear();
  if (::fdatasync(file_.get()) != 0)
    return SystemError("fdatasync", kNotifyJournal);
  return {};
}

void ApplyJournal(int directory, NotifyState* state) {
  const Result<std::string> text =
      ReadFile(directory, kNotifyJournal, kMaxJournalBytes);
  if (!text.ok()) return;
  const std::vector<std::string_view> lines = Split(text.value(), '\n');
  if (lines.size() < 2 || lines.front() != FirstLine(state->serial)) return;
  std::vector<bool> done(state->due.size(), false);
  for (size_t i = 1; i + 1 < lines.size(); ++i)
    if (!ApplyLine(lines[i], &done, state)) break;
  std::deque<Notice> due;
  for (size_t place = 0; place < done.size(); ++place)
    if (!done[place]) due.push_back(std::move(state->due[place]));
  state->due = std::move(due);
}

}  // namespace sallyport
