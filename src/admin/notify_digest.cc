#include "admin/notify_digest.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <utility>

#include "admin/notify_journal.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr std::string_view kFront = "notify.digest.";
constexpr mode_t kListMode = 0600;
constexpr size_t kMaxListBytes = 64 * 1024 * 1024;

/// The fields of a line in their order.
constexpr std::array kFields = {
    &DigestItem::to,     &DigestItem::language, &DigestItem::id,
    &DigestItem::time,   &DigestItem::sender,   &DigestItem::subject,
    &DigestItem::category};

std::string FileName(uint64_t generation) {
  return std::string(kFront) + std::to_string(generation);
}

std::string LineOf(const DigestItem& item) {
  std::string line;
  for (const auto field : kFields)
    line += (line.empty() ? "" : "\t") + EscapeField(item.*field);
  return line + "\n";
}

bool ReadItem(std::string_view line, DigestItem* item) {
  const std::vector<std::string_view> words = Split(line, '\t');
  if (words.size() != kFields.size()) return false;
  for (size_t i = 0; i < words.size(); ++i) {
    Result<std::string> text = UnescapeField(words[i]);
    if (!text.ok()) return false;
    item->*kFields[i] = std::move(text.value());
  }
  return true;
}

}  // namespace

Status AppendDigestItems(int state, const std::vector<DigestItem>& items,
                         DigestPlace* place) {
  if (items.empty()) return {};
  const std::string name = FileName(place->generation);
  std::string bytes;
  for (const DigestItem& item : items) bytes += LineOf(item);
  if (place->bytes + bytes.size() > kMaxListBytes)
    return Error{"append", name, EFBIG};
  const Result<Fd> file = OpenAt(state, name, O_WRONLY | O_CREAT, kListMode);
  if (!file.ok()) return file.error();
  const int fd = file.value().get();
  if (::ftruncate(fd, static_cast<off_t>(place->bytes)) != 0)
    return SystemError("ftruncate", name);
  const Status written = WriteAllAt(fd, bytes, place->bytes);
  if (!written.ok()) return written;
  if (::fsync(fd) != 0) return SystemError("fsync", name);
  const Status synced = SyncDirectory(state);
  if (!synced.ok()) return synced;
  place->bytes += bytes.size();
  return {};
}

Result<std::vector<DigestItem>> ReadDigestItems(int state,
                                                const DigestPlace& place) {
  std::vector<DigestItem> items;
  if (place.bytes == 0) return items;
  const std::string name = FileName(place.generation);
  Result<std::string> read = ReadFile(state, name, kMaxListBytes);
  if (!read.ok()) return read.error();
  if (read.value().size() < place.bytes)
    return FormatError(name, "has lost its end");
  const std::string_view text =
      std::string_view(read.value()).substr(0, place.bytes);
  for (const std::string_view line : Split(text, '\n')) {
    DigestItem item;
    if (ReadItem(line, &item)) items.push_back(std::move(item));
  }
  return items;
}

std::vector<Notice> DigestNotices(const std::vector<DigestItem>& items,
                                  const DigestPlace& place) {
  std::map<std::string, std::string> languages;
  for (const DigestItem& item : items) languages[item.to] = item.language;
  std::vector<Notice> notices;
  for (const auto& [to, language] : languages) {
    Notice notice;
    notice.kind = NoticeKind::kDigest;
    notice.to = to;
    notice.language = language;
    notice.digest = place;
    notices.push_back(std::move(notice));
  }
  return notices;
}

Result<std::vector<Notice>> CloseDigest(int state, DigestPlace* place) {
  const DigestPlace closed = *place;
  *place = {closed.generation + 1, 0};
  const Result<std::vector<DigestItem>> items = ReadDigestItems(state, closed);
  if (!items.ok()) return items.error();
  return DigestNotices(items.value(), closed);
}

void RemoveLeftOver(int state, const NotifyState& notify) {
  Result<Fd> again = OpenAt(state, ".", O_RDONLY | O_DIRECTORY);
  if (!again.ok()) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(
      ::fdopendir(again.value().get()), ::closedir);
  if (!entries) return;
  again.value().Release();
  std::vector<std::string> needed = {FileName(notify.digest.generation)};
  for (const Notice& notice : notify.due)
    needed.push_back(FileName(notice.digest.generation));
  while (const struct dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    const bool half = name.starts_with(std::string(kNotifyState) + ".new.") ||
                      name.starts_with(std::string(kNotifyJournal) + ".new.");
    const bool list = name.starts_with(kFront);
    if (half || (list && std::find(needed.begin(), needed.end(), name) ==
                             needed.end()))
      ::unlinkat(state, name.c_str(), 0);
  }
}

}  // namespace sallyport
