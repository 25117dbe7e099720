#include "unpack/tag_scan.h"

#include "mail/address.h"

namespace sallyport {

namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

void TagScan::Feed(std::string_view markup) {
  for (const char c : markup) Take(c);
}

void TagScan::FeedTag(std::string_view markup) {
  for (size_t at = 0; at < markup.size() && in_tag(); ++at) Take(markup[at]);
}

void TagScan::EndValue(State next) {
  if (LowerCase(name_) == attribute_) values_.push_back(value_);
  name_.clear();
  value_.clear();
  quote_ = '\0';
  state_ = next;
}

/// Behind a "<": where a letter stands, a tag begins.
void TagScan::Begin(char c) {
  opening_ = c == '<';
  if (!IsLetter(c)) return;
  state_ = State::kOpen;
  name_.clear();
  value_.clear();
  values_.clear();
}

/// Between attributes, or in the name of one.
void TagScan::InTag(char c) {
  if (c == '=' && !name_.empty()) {
    state_ = State::kEquals;
  } else if (c == '/') {
    name_.clear();
    state_ = State::kBetween;
  } else if (IsBlank(c)) {
    state_ = State::kBetween;
  } else {
    if (state_ == State::kBetween) name_.clear();
    state_ = State::kName;
    name_ += c;
  }
}

void TagScan::Take(char c) {
  if (state_ == State::kText) {
    if (opening_)
      Begin(c);
    else
      opening_ = c == '<';
    return;
  }
  if (c == '>' && quote_ == '\0') {
    EndValue(State::kText);
    opening_ = false;
    return;
  }
  switch (state_) {
    case State::kOpen:
      if (IsBlank(c) || c == '/') state_ = State::kBetween;
      break;
    case State::kEquals:
      if (IsBlank(c)) break;
      state_ = State::kValue;
      if (c == '"' || c == '\'')
        quote_ = c;
      else
        value_ += c;
      break;
    case State::kValue:
      if (quote_ == '\0' ? IsBlank(c) : c == quote_)
        EndValue(State::kBetween);
      else
        value_ += c;
      break;
    default:
      InTag(c);
  }
}

}  // namespace sallyport
