#include "unpack/member.h"

#include <algorithm>
#include <array>

#include "unpack/document.h"
#include "unpack/open.h"

namespace sallyport {

namespace {

// Text that is no document is held only to find blocks in it; more than this
// is not.
constexpr uint64_t kMaxHeldText = 16 * 1024 * 1024;

// What can be had once more is held up to this.
constexpr uint64_t kMostHeld = 8 * 1024 * 1024;

// So much of what is only held for a mark is gathered before it is dropped.
constexpr uint64_t kDropBytes = 128 * 1024;

constexpr std::array<char, 4096> kZeroBytes{};
constexpr std::string_view kZeros(kZeroBytes.data(), kZeroBytes.size());

bool IsJustText(const Type& type) {
  return type.text && !type.pdf && !IsDocument(type) &&
         type.name != "message/rfc822";
}

}  // namespace

bool MemberWriter::Begin(std::vector<std::string> names,
                         std::string_view kind) {
  held_.Clear();
  again_ = nullptr;
  range_.reset();
  rereads_ = false;
  written_ = 0;
  writer_ = PartWriter::Begin(unpacking_, archive_, kind, std::move(names), {},
                              archive_->depth + 1);
  return writer_.has_value();
}

void MemberWriter::RereadRange(Source* base, uint64_t begin, uint64_t end) {
  range_.emplace(base, begin, end);
  RereadFrom(&*range_);
}

/// A tar is read from its front to its end; others are not.
bool MemberWriter::MayReread() const {
  return again_ != nullptr && writer_->typed() &&
         (again_->GoesBack() || writer_->type().container == Container::kTar);
}

/// Holds what may have to be read again. Until the type is known, that is
/// anything; after that, of what can't be opened by its front, what stands
/// from the first mark of an archive on.
void MemberWriter::Hold(std::string_view bytes) {
  if (rereads_) return;
  if (held_.Held() + bytes.size() > kMostHeld && MayReread()) {
    held_.Clear();
    rereads_ = true;
    return;
  }
  if (writer_->typed() && !MayOpen(writer_->type())) {
    if (!writer_->marked()) DropFront();
    held_.Append(bytes);
    return;
  }
  if (writer_->typed() && IsJustText(writer_->type()) &&
      held_.Size() + bytes.size() > kMaxHeldText)
    held_.GiveUp();
  held_.Append(bytes);
}

/// Forgets all but as much as a mark may look back.
void MemberWriter::DropFront() {
  if (held_.Held() < kDropBytes) return;
  std::array<char, kMarkLookBack> kept;
  const uint64_t begin = held_.Size() - kept.size();
  ReadAt(held_, begin, kept.data(), kept.size());
  held_.Clear(begin);
  held_.Append({kept.data(), kept.size()});
}

bool MemberWriter::Write(std::string_view bytes) {
  if (bytes.empty()) return true;
  const bool more = writer_->Write(bytes);
  Hold(bytes);
  written_ += bytes.size();
  return more;
}

bool MemberWriter::FillTo(uint64_t offset) {
  while (written_ < offset) {
    const size_t zeros = static_cast<size_t>(
        std::min<uint64_t>(kZeros.size(), offset - written_));
    if (!Write(kZeros.substr(0, zeros))) return false;
  }
  return true;
}

void MemberWriter::End() {
  Part member = writer_->End();
  writer_.reset();
  if (!MayOpen(member.type) && member.marks.empty()) held_.Clear();
  if (held_.overflowed()) {
    // It cannot be read again; what was in it stays unseen.
    held_.Clear();
    if ((MayOpen(member.type) && !IsJustText(member.type)) ||
        member.WantsBytes())
      FlagPart(unpacking_, kLimitFlag, &member);
    member.CloseUp();
  }
  if (!MayOpen(member.type)) member.blocks.clear();
  held_.Trim();
  const uint64_t size = held_.Held();
  unpacking_->member_memory -= size;
  // What was cut off is not had again.
  RangeSource again(again_, 0, written_);
  OpenPart(unpacking_, rereads_ ? static_cast<Source*>(&again) : &held_,
           std::move(member));
  unpacking_->member_memory += size;
}

}  // namespace sallyport
