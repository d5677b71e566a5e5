//! Fractions of the twin.

/// A number that is not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct F(pub i128, pub i128);

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl F {
    pub const ZERO: Self = Self(0, 1);

    pub fn new(n: i128, d: i128) -> Self {
        let by = gcd(n.abs(), d).max(1);
        Self(n / by, d / by)
    }

    pub fn whole(n: i128) -> Self {
        Self(n, 1)
    }

    pub fn add(self, o: Self) -> Self {
        Self::new(self.0 * o.1 + o.0 * self.1, self.1 * o.1)
    }

    pub fn sub(self, o: Self) -> Self {
        Self::new(self.0 * o.1 - o.0 * self.1, self.1 * o.1)
    }

    pub fn mul(self, o: Self) -> Self {
        let (a, b) = (Self::new(self.0, o.1), Self::new(o.0, self.1));
        Self::new(a.0 * b.0, a.1 * b.1)
    }

    pub fn div(self, o: Self) -> Self {
        self.mul(Self(o.1, o.0))
    }

    pub fn less(self, o: Self) -> bool {
        self.0 * o.1 < o.0 * self.1
    }

    pub fn min(self, o: Self) -> Self {
        if o.less(self) { o } else { self }
    }

    pub fn floor(self) -> i128 {
        self.0.div_euclid(self.1)
    }

    pub fn ceil(self) -> i128 {
        -(-self.0).div_euclid(self.1)
    }

    /// To the nearest whole number, half to even.
    pub fn cents(self) -> i128 {
        let whole = self.floor();
        let rest = self.sub(Self::whole(whole)).mul(Self::whole(2));
        match (rest.0.cmp(&rest.1), whole % 2) {
            (std::cmp::Ordering::Greater, _) | (std::cmp::Ordering::Equal, 1) => whole + 1,
            _ => whole,
        }
    }

    /// As the JSON form has a share.
    pub fn nine(self) -> f64 {
        self.mul(Self::whole(1_000_000_000)).floor() as f64 / 1e9
    }
}

/// Minor units as text.
pub fn pounds(cents: i128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
