//! A small map from ids, sorted, in one piece of memory: what is looked through for every answer lies together.

/// Values by id, in the order of the ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ById<V>(Vec<(u64, V)>);

impl<V> Default for ById<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> ById<V> {
    fn place(&self, id: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |(known, _)| *known)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &V)> {
        self.0.iter().map(|(id, value)| (*id, value))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn get(&self, id: u64) -> Option<&V> {
        self.place(id).ok().map(|place| &self.0[place].1)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut V> {
        self.place(id).ok().map(|place| &mut self.0[place].1)
    }

    /// The value of an id, made if there is none.
    #[inline]
    pub(crate) fn at(&mut self, id: u64, make: impl FnOnce() -> V) -> &mut V {
        let place = match self.place(id) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (id, make()));
                place
            }
        };
        &mut self.0[place].1
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn insert(&mut self, id: u64, value: V) {
        match self.place(id) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (id, value)),
        }
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u64, &mut V) -> bool) {
        self.0.retain_mut(|(id, value)| keep(*id, value));
    }
}
