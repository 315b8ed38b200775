//! Orders as sets of products, and what is left out of them.

use std::path::Path;

/// What is sold and what was bought.
pub struct Baskets {
    pub products: Vec<Product>,
    /// Each of different products, by their place in `products`.
    pub orders: Vec<Vec<usize>>,
}

pub struct Product {
    /// Also its slug and its sku.
    pub name: String,
    pub category: String,
    pub price_minor: i64,
}

/// An order without one of its products.
#[derive(Clone)]
pub struct Case {
    pub rest: Vec<String>,
    pub left_out: String,
}

impl Baskets {
    /// What is bought of an order: all of it, or all but one where there are several.
    pub fn bought(&self) -> impl Iterator<Item = Vec<&Product>> {
        self.orders.iter().enumerate().map(|(nth, order)| {
            let left_out = left_out_of(nth, order);
            let bought = order.iter().enumerate().filter(move |(place, _)| Some(*place) != left_out);
            bought.map(|(_, product)| &self.products[*product]).collect()
        })
    }

    pub fn leave_one_out(&self) -> Vec<Case> {
        let case = |(nth, order): (usize, &Vec<usize>)| {
            let left_out = left_out_of(nth, order)?;
            let mut rest: Vec<String> =
                order.iter().map(|product| self.products[*product].name.clone()).collect();
            let left_out = rest.remove(left_out);
            Some(Case { rest, left_out })
        };
        self.orders.iter().enumerate().filter_map(case).collect()
    }

    /// Writes the catalogue as a file for `penden import products`.
    pub fn write_catalogue(&self, path: &Path) -> anyhow::Result<()> {
        let mut file = csv::Writer::from_path(path)?;
        file.write_record(["sku", "product", "slug", "category", "price", "stock", "weight_g", "tax_rate"])?;
        for product in &self.products {
            let price = format!("{}.{:02}", product.price_minor / 100, product.price_minor % 100);
            let Product { name, category, .. } = product;
            file.write_record([name, name, name, category, &price, "1000000", "100", "0"])?;
        }
        file.flush()?;
        Ok(())
    }
}

/// The place that is left out of the order: each in turn.
fn left_out_of(nth: usize, order: &[usize]) -> Option<usize> {
    (order.len() > 1).then(|| nth % order.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_was_not_bought_in_that_order() {
        let product = |name: &str| Product { name: name.into(), category: String::new(), price_minor: 1 };
        let products = ["a", "b", "c"].map(product).into();
        let baskets = Baskets { products, orders: vec![vec![0, 1], vec![2], vec![0, 1, 2]] };
        let bought =
            baskets.bought().map(|order| order.iter().map(|one| one.name.as_str()).collect::<String>());
        assert_eq!(bought.collect::<Vec<String>>(), ["b", "c", "ab"]);
        let cases = baskets.leave_one_out();
        let told: Vec<String> =
            cases.iter().map(|case| format!("{}?{}", case.rest.concat(), case.left_out)).collect();
        assert_eq!(told, ["b?a", "ab?c"]);
    }
}
