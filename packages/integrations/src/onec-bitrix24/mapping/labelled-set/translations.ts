import { parseLabelledRows } from './parse-labelled-rows.ts';

/** The same trade name in another alphabet or language. */
export const translations = parseLabelledRows(
  'translation and transliteration',
  `
Calorie Blocker 30 капсул => Калори Блокер 30 капс | Фэт Бернер 30 капс
Голден Рейши чай 20 пак => Golden Reishi чай 20пак
Golden Horse кофе 100 г => Голден Хорс кофе 100г
Фэт Бёрнер 30 капсул => Фэт Бернер 30 капс
Black Pearl маска => Блэк Перл маска | Блэк Роуз маска
Black Rose маска => Блэк Роуз маска
Грин Лайф паста зубная 100 мл => Зубная паста Green Life 100мл
Snow White отбеливающий крем => Сноу Уайт крем отбеливающий
Слим Фаст коктейль шоколад => Slim Fast коктейль шоколад | Slim Fast коктейль ваниль
Слим Фаст коктейль ваниль => Slim Fast коктейль ваниль
Нейчерал Бьюти гель алоэ 300 мл => Natural Beauty гель алоэ 300мл
Royal Jelly ампулы 10 шт => Роял Джелли ампулы №10
Хэппи Бэби подгузники 44 шт => Happy Baby подгузники 44шт
Mega Clean порошок стиральный 3 кг => Мега Клин порошок стиральный 3кг
Аква Пьюр фильтр для воды => Aqua Pure фильтр для воды
Бодислим пояс для похудения => Bodyslim пояс для похудения
Smart Watch Tengri 5 => Смарт Вотч Tengri 5 | Смарт Вотч Tengri 7
Смарт Вотч Тенгри 7 => Смарт Вотч Tengri 7
Magic Broom веник электрический => Мэджик Брум веник электрический
Лунар Скин тонер 150 мл => Lunar Skin тонер 150мл
Coffee Altyn Orda 250 г => Кофе Алтын Орда 250г
Шампунь Tian Shan Herbs 350 мл => Шампунь Тянь Шань Хербс 350мл
Green tea Zhetisu 100 g => Чай зеленый Жетысу 100г
Black tea Zhetisu 100 g => Чай черный Жетысу 100г
Hand cream Aloe Steppe 75 ml => Крем для рук Алоэ Степпе 75мл
Сабын Балауса алмалы 100 г => Мыло Балауса алмалы 100г
Face mask Collagen Aru => Маска для лица Коллаген Ару
Коллаген Премиум пептиды 300 г => Collagen Premium пептиды 300г
Vitamin Complex Samruk 60 caps => Витамин Комплекс Самрук 60 капс
Ginseng Power капсулы 24 шт => Женьшень Пауэр капсулы 24шт
Сүт өнімі Айналайын ұнтақ => -
Хербал Детокс чай 30 пак => Herbal Detox чай 30 пак | Herbal Relax чай 30 пак
Хербал Релакс чай 30 пак => Herbal Relax чай 30 пак
Хербал Тонус чай 30 пак => - Herbal Relax чай 30 пак
`,
);
