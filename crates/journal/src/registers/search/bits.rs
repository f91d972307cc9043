//! Sets of small numbers.

/// A set of numbers below a bound; larger ones are not taken.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, n: u32) {
        if let Some(block) = self.0.get_mut(n as usize / 64) {
            *block |= 1 << (n % 64);
        }
    }

    pub(super) fn contains(&self, n: u32) -> bool {
        let block = self.0.get(n as usize / 64);
        block.is_some_and(|block| block >> (n % 64) & 1 == 1)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|block| block.count_ones() as usize).sum()
    }

    /// Keeps what is in both.
    pub(super) fn intersect(&mut self, other: &Self) {
        for (block, other) in self.0.iter_mut().zip(&other.0) {
            *block &= other;
        }
    }

    /// Keeps what passes the test.
    pub(super) fn retain(&mut self, test: impl Fn(u32) -> bool) {
        for (first, block) in (0..).step_by(64).zip(&mut self.0) {
            for bit in ones(*block) {
                if !test(first + bit) {
                    *block &= !(1 << bit);
                }
            }
        }
    }

    /// Returns the members, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let blocks = (0..).step_by(64).zip(&self.0);
        blocks.flat_map(|(first, block)| ones(*block).map(move |bit| first + bit))
    }
}

fn ones(mut block: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = block.trailing_zeros();
        block &= block.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_of_bits_is_a_set(a in prop::collection::btree_set(0u32..200, 0..80), b in prop::collection::btree_set(0u32..200, 0..80)) {
            let bits = |set: &BTreeSet<u32>| {
                let mut bits = Bits::new(200);
                for n in set {
                    bits.insert(*n);
                }
                bits
            };
            let mut found = bits(&a);
            prop_assert_eq!(found.iter().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(found.len(), a.len());
            prop_assert!((0..300).all(|n| found.contains(n) == a.contains(&n)));
            found.intersect(&bits(&b));
            prop_assert!(found.iter().eq(a.intersection(&b).copied()));
            found.retain(|n| n % 3 == 0);
            prop_assert!(found.iter().eq(a.intersection(&b).copied().filter(|n| n % 3 == 0)));
        }
    }
}
