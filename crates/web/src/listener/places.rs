//! How many connections there may be.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts connections in all and by address.
#[derive(Clone)]
pub(super) struct Places {
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
    total: usize,
    per_address: usize,
}

/// A connection's place, given back when it is dropped.
pub(super) struct Place {
    places: Places,
    address: IpAddr,
}

impl Places {
    pub(super) fn new(total: usize, per_address: usize) -> Self {
        Self {
            taken: Arc::default(),
            total,
            per_address,
        }
    }

    /// Takes a place; `None` when there is none left.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        // Few addresses have connections at once, so the sum is quickly made.
        if taken.values().sum::<usize>() >= self.total
            || taken.get(&address).copied().unwrap_or(0) >= self.per_address
        {
            return None;
        }
        *taken.entry(address).or_insert(0) += 1;
        Some(Place {
            places: self.clone(),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self
            .places
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_in_all_and_by_address_and_given_back() {
        let places = Places::new(3, 2);
        let [a, b] = ["127.0.0.1", "127.0.0.2"].map(|ip| ip.parse::<IpAddr>().expect("an address"));
        let first = places.take(a).expect("free");
        let second = places.take(a).expect("free");
        assert!(places.take(a).is_none(), "two per address");
        let third = places.take(b).expect("free");
        assert!(places.take(b).is_none(), "three in all");
        drop(first);
        assert!(places.take(a).is_some());
        drop((second, third));
        assert!(places.taken.lock().expect("unpoisoned").is_empty());
    }
}
