//! Remembers what the words of a cell stood for: a column has few different ones.

/// A small table in front of a slow look-up. Words that share a place drive each other out; nothing grows.
#[derive(Debug)]
pub(super) struct Memo<T> {
    slots: Vec<Slot<T>>,
}

#[derive(Clone, Copy, Debug)]
struct Slot<T> {
    length: u8,
    text: [u8; LONGEST],
    value: T,
}

const LONGEST: usize = 63;
const SLOTS: usize = 128;

impl<T: Copy> Memo<T> {
    /// An empty one, filled with any value.
    pub(super) fn new(any: T) -> Self {
        // No text has that length, so that no look-up finds it.
        Self { slots: vec![Slot { length: u8::MAX, text: [0; LONGEST], value: any }; SLOTS] }
    }

    /// What the text stands for, looked up slowly only if it is new.
    pub(super) fn get(&mut self, text: &str, look_up: impl FnOnce(&str) -> T) -> T {
        let bytes = text.as_bytes();
        let Ok(length) = u8::try_from(bytes.len()) else { return look_up(text) };
        if bytes.len() > LONGEST {
            return look_up(text);
        }
        let slot = &mut self.slots[place(bytes)];
        if slot.length != length || &slot.text[..bytes.len()] != bytes {
            slot.value = look_up(text);
            slot.length = length;
            slot.text[..bytes.len()].copy_from_slice(bytes);
        }
        slot.value
    }
}

fn place(bytes: &[u8]) -> usize {
    let mut head = [0; 8];
    let most = bytes.len().min(8);
    head[..most].copy_from_slice(&bytes[..most]);
    let word = u64::from_le_bytes(head) ^ (bytes.len() as u64) << 58;
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    #[test]
    fn only_what_is_new_is_looked_up() {
        let mut memo = Memo::new(0);
        assert_eq!(memo.get("V2", |_| 2), 2);
        assert_eq!(memo.get("V2", |_| unreachable!("it is remembered")), 2);
        assert_eq!(memo.get("", |_| 7), 7);
    }

    proptest! {
        #[test]
        fn it_answers_as_the_look_up_would(words in vec("[a-c]{0,3}|\\PC{0,20}", 0..100)) {
            let mut memo = Memo::new(0);
            for word in &words {
                let expected = word.bytes().map(usize::from).sum::<usize>() + word.len();
                prop_assert_eq!(memo.get(word, |text| text.bytes().map(usize::from).sum::<usize>() + text.len()), expected);
            }
        }
    }
}
